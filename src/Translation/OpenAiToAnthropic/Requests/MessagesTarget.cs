namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>One backend as the translation sees it. Made once for a catalog epoch and a backend, then shared by all its requests.</summary>
public sealed record MessagesTarget
{
    /// <summary>The version under which older models still take sampling parameters.</summary>
    public const string DefaultVersion = "2023-06-01";

    /// <summary>The name that the backend knows the model by; it replaces the client's alias.</summary>
    public required string Model { get; init; }

    public required ModelCapabilities Capabilities { get; init; }

    /// <summary>The <c>anthropic-version</c> that the request will be sent with. From <c>2026-10-21</c> on, any sampling field is a 400.</summary>
    /// <value>Default <see cref="DefaultVersion"/>.</value>
    public string Version { get; init; } = DefaultVersion;

    /// <summary>Values of <c>anthropic-beta</c> that every request to this backend carries.</summary>
    public IReadOnlyList<string> Betas { get; init; } = [];

    public StreamUpstream StreamUpstream { get; init; }

    /// <summary>Whether a client may add values to <c>anthropic-beta</c>, by header or in the body.</summary>
    /// <value>Default false: an unknown one fails the request, and some change what a call costs.</value>
    public bool AllowClientBetas { get; init; }

    /// <summary>Whether <c>web_search_options</c> may become Anthropic's web search tool, which is billed per search.</summary>
    /// <value>Default true.</value>
    public bool WebSearch { get; init; } = true;

    /// <summary>The dated type of the web search tool.</summary>
    public string WebSearchTool { get; init; } = "web_search_20250305";

    /// <summary>Whether <c>file_id</c>s of Anthropic's Files API (they start with <c>file_</c>) are passed on.</summary>
    /// <value>Default false: the files belong to the account behind the backend, not to the client.</value>
    public bool AllowFileIds { get; init; }

    internal bool TakesSampling => Capabilities.Sampling != SamplingSupport.None && string.CompareOrdinal(Version, "2026-10-21") < 0;
}

/// <summary>Whether a whole answer is asked for whole, or streamed by the provider and put together here.</summary>
public enum StreamUpstream
{
    /// <summary>Whole up to 21,333 tokens, streamed above: longer calls die on idle connections, and the provider refuses to run them whole.</summary>
    Auto,
    Always,
    Never,
}
