using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Everything that is wrong with a document, in the order in which it was found.</summary>
internal sealed class Mistakes
{
    private readonly List<DefinitionMistake> _all = [];

    public int Count => _all.Count;

    /// <param name="problem">What is wrong and what to do about it. Never holds a value that could be a secret.</param>
    public void Add(string path, string problem) => _all.Add(new DefinitionMistake(path, problem));

    public void Add(DefinitionMistake mistake) => _all.Add(mistake);

    /// <exception cref="DefinitionRejectedException">There are some.</exception>
    public void ThrowIfAny()
    {
        if (Count > 0)
        {
            throw new DefinitionRejectedException(ToList());
        }
    }

    public List<DefinitionMistake> ToList() => [.. _all];
}
