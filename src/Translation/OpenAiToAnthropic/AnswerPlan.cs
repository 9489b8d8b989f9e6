using System.Collections.Frozen;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>
/// What the translation of the request has to tell the translation of its answer: names that were shortened, features that were emulated,
/// and what the client asked to see. Made once for an attempt, then only read.
/// </summary>
public sealed record AnswerPlan
{
    /// <summary>The model name that the client asked for, and gets back.</summary>
    public required string Alias { get; init; }

    /// <summary>Unix seconds at which the answer began; the same in every chunk.</summary>
    public required long Created { get; init; }

    /// <summary>Whether the client asked for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the client asked for the usage chunk.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether reasoning is shown to the client.</summary>
    /// <value>Default true.</value>
    public bool ExposeReasoning { get; init; } = true;

    /// <summary>Whether the client set <c>service_tier</c>, and so expects it back.</summary>
    public bool ServiceTier { get; init; }

    /// <summary>The client spoke the deprecated <c>functions</c>: answers use <c>function_call</c>.</summary>
    public bool LegacyFunctions { get; init; }

    /// <summary>Tool names that were shortened on the way out: the backend's name to the client's.</summary>
    public FrozenDictionary<string, string> ToolNames { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Tools (by the backend's name) that are custom (freeform) tools of the client: their one property <c>input</c> is the input.</summary>
    public FrozenSet<string> CustomTools { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Tools (by the backend's name) whose schema had to be wrapped in an object: the arguments are its property <c>value</c>.</summary>
    public FrozenSet<string> WrappedTools { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The tool whose input is the JSON answer, where <c>json_schema</c> is emulated by a tool; null otherwise.</summary>
    public string? JsonTool { get; init; }

    /// <summary>Whether <c>json_object</c> is emulated: a code fence around a whole answer is taken off.</summary>
    public bool JsonObject { get; init; }

    /// <summary>
    /// Whether the request offers tools that the provider runs itself. Only then can an answer pause, and only then is all of its content
    /// kept from the start; otherwise just that of answers that begin with thinking.
    /// </summary>
    /// <value>Default true: keeping too much costs memory, keeping too little costs the answer.</value>
    public bool ServerTools { get; init; } = true;
}
