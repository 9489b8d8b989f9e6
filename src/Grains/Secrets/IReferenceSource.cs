namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Where references of a document lead. Never throws for what a document may hold.</summary>
public interface IReferenceSource
{
    ReferenceValue Environment(string name);

    /// <summary>The text of a file, as it is.</summary>
    ReferenceValue File(string path);

    /// <summary>Whether the mask of a stored secret stands for that secret. Only where there is a store to take it from.</summary>
    bool KnowsMasks => false;
}

/// <summary>What a reference leads to: a text, or why there is none.</summary>
public readonly struct ReferenceValue
{
    private ReferenceValue(string? text, string? problem)
    {
        Text = text;
        Problem = problem;
    }

    public string? Text { get; }

    /// <summary>Names the variable or the file, and ends without a full stop.</summary>
    public string? Problem { get; }

    public static ReferenceValue Of(string text) => new(text, null);

    public static ReferenceValue Missing(string problem) => new(null, problem);

    /// <summary>Never the text.</summary>
    public override string ToString() => Problem ?? "***";
}
