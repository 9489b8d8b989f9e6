namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>What the models of one generation take and refuse.</summary>
internal sealed record ModelFamily
{
    internal required int MaxOutput { get; init; }

    internal Sampling Sampling { get; init; } = Sampling.None;

    internal Thinking Thinking { get; init; } = Thinking.Adaptive;

    /// <summary>Whether the model thinks when the request does not say.</summary>
    internal bool ThinksByDefault { get; init; }

    /// <summary>The <c>thinking.type</c> that turns thinking off; null where nothing does.</summary>
    internal string? ThinkingOff { get; init; } = "disabled";

    /// <summary>Whether thinking can only be turned off at effort high or lower.</summary>
    internal bool ThinkingOffCapsEffort { get; init; }

    /// <summary>Whether the text of thinking goes out when the request does not say.</summary>
    internal bool ShowsThinking { get; init; }

    /// <summary>Lowest first; empty where the parameter is not known.</summary>
    internal IReadOnlyList<string> Efforts { get; init; } = [];

    internal bool ForcedToolChoice { get; init; } = true;

    internal bool Prefill { get; init; }

    internal bool StructuredOutput { get; init; } = true;

    /// <summary>Whether <c>role: "system"</c> may stand among the messages.</summary>
    internal bool SystemMessages { get; init; }

    /// <summary>Whether a thinking block is only good behind the very prefix that it was made for.</summary>
    internal bool BoundThinking { get; init; }
}

internal enum Sampling
{
    /// <summary>Only defaults.</summary>
    None,

    /// <summary>Temperature or top_p.</summary>
    OneOfBoth,
    Both,
}

internal enum Thinking
{
    None,

    /// <summary><c>enabled</c> with a budget.</summary>
    Budget,

    /// <summary>Either way.</summary>
    Either,
    Adaptive,
}
