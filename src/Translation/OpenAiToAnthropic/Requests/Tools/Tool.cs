namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum ToolKind : byte
{
    /// <summary>The node is the entry of <c>tools</c>.</summary>
    Function,

    /// <summary>A custom (freeform) tool; the node is the entry of <c>tools</c>.</summary>
    Custom,

    /// <summary>The node is an entry of the deprecated <c>functions</c>.</summary>
    Legacy,

    /// <summary>Anthropic's own form; the node is the entry of <c>tools</c>, which is passed on as it is.</summary>
    Verbatim,

    /// <summary>Named in the history and defined nowhere; the node is the call.</summary>
    FromHistory,
}

/// <param name="Node">Where it is defined.</param>
/// <param name="Name">Where its name is; 0: a server's tool without one.</param>
internal record struct Tool(ToolKind Kind, int Node, int Name)
{
    /// <summary>Not allowed in this request.</summary>
    public bool Hidden;

    /// <summary>Of a function: what becomes of its parameters. Decided once, since it depends on how much was rebuilt before.</summary>
    public SchemaShape Shape;
}
