namespace Orleans.Gateway.Contracts.Errors;

/// <summary>A definition cannot be taken as it is: all its mistakes at once.</summary>
[GenerateSerializer, Alias("gateway.DefinitionRejectedException")]
public sealed class DefinitionRejectedException(IReadOnlyList<DefinitionMistake> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes))
{
    [Id(0)] public IReadOnlyList<DefinitionMistake> Mistakes { get; } = mistakes;
}

/// <param name="Path">Where in the document, for example <c>apis.llm.aliases.gpt.targets[0].backend</c>.</param>
/// <param name="Problem">What is wrong and what to do about it, in one sentence.</param>
[GenerateSerializer, Immutable, Alias("gateway.DefinitionMistake")]
public sealed record DefinitionMistake([property: Id(0)] string Path, [property: Id(1)] string Problem)
{
    public override string ToString() => $"{Path}: {Problem}";
}
