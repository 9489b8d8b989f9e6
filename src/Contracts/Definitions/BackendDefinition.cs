namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>One model deployment: what it speaks, where it is, what it calls its model, and how to sign in there.</summary>
[GenerateSerializer, Immutable, Alias("gateway.BackendDefinition")]
public sealed record BackendDefinition
{
    /// <summary>One of <see cref="BackendFormats"/>.</summary>
    [Id(0)] public required string Format { get; init; }

    /// <summary>The base to which the format's path is appended, or the whole path, query included. Null only for <c>echo</c>.</summary>
    [Id(1)] public string? Url { get; init; }

    /// <summary>The name by which the backend knows the model. Null: the alias' own name is sent.</summary>
    [Id(2)] public string? Model { get; init; }

    [Id(3)] public CredentialsDefinition? Credentials { get; init; }

    [Id(4)] public TimeoutsDefinition Timeouts { get; init; } = new();

    /// <summary>Further static headers of every call, by name. A value may be a secret reference.</summary>
    [Id(5)] public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>();

    /// <summary>The <c>anthropic-version</c> header; only for <c>anthropic</c>.</summary>
    /// <value>Default null, which sends 2023-06-01.</value>
    [Id(6)] public string? AnthropicVersion { get; init; }

    /// <summary>Entries of the <c>anthropic-beta</c> header; only for <c>anthropic</c>.</summary>
    [Id(7)] public IReadOnlyList<string> Betas { get; init; } = [];

    /// <summary>Whether whole answers are streamed by the provider and put together here; only for <c>anthropic</c>.</summary>
    /// <value>Default <c>auto</c>: above 21,333 tokens; or <c>always</c>, <c>never</c>.</value>
    [Id(8)] public string StreamUpstream { get; init; } = "auto";

    /// <summary>Only for <c>anthropic</c>. Null: what the model's name tells.</summary>
    [Id(9)] public CapabilitiesDefinition? Capabilities { get; init; }

    /// <summary>Whether a client may add entries to <c>anthropic-beta</c>; only for <c>anthropic</c>.</summary>
    [Id(10)] public bool AllowClientBetas { get; init; }

    /// <summary>Whether clients may use the provider's web search, which is billed per search; only for <c>anthropic</c>.</summary>
    /// <value>Default true.</value>
    [Id(11)] public bool WebSearch { get; init; } = true;

    /// <summary>Whether clients may name files of the account behind the backend; only for <c>anthropic</c>.</summary>
    [Id(12)] public bool AllowFileIds { get; init; }

    /// <summary>Null: the default rules.</summary>
    [Id(13)] public CircuitDefinition? Circuit { get; init; }

    /// <summary>Calls that may be out at once in the whole cluster; each silo has its share. Null: no limit.</summary>
    /// <value>From 1 to 1,000,000.</value>
    [Id(14)] public int? MaxConcurrent { get; init; }

    /// <summary>Calls that may wait for a place, in each silo.</summary>
    /// <value>Default 100; from 0 to 100,000.</value>
    [Id(15)] public int MaxQueue { get; init; } = 100;

    /// <summary>How long a call waits for a place.</summary>
    /// <value>Default 10 seconds.</value>
    [Id(16)] public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most tokens that prompt and answer may have together. Null: not known.</summary>
    /// <remarks>A request that was too long for one backend goes only to one for which a larger window is known.</remarks>
    /// <value>Default null; from 1 to 100,000,000 tokens.</value>
    [Id(20)] public int? ContextWindow { get; init; }

    /// <summary>What its tokens cost. Null: nothing.</summary>
    [Id(40)] public PricesDefinition? Prices { get; init; }

    /// <summary>What becomes of its answer when the client leaves: one of <see cref="DisconnectActions"/>.</summary>
    /// <value>Default <c>cancel</c>.</value>
    [Id(50)] public string OnDisconnect { get; init; } = DisconnectActions.Cancel;

    /// <summary>Which addresses it may have: one of <see cref="EgressRules"/>.</summary>
    /// <value>Default <c>any</c>.</value>
    [Id(51)] public string Egress { get; init; } = EgressRules.Any;

    /// <summary>A PEM file with certificates of authorities that are trusted for this backend beside those of the machine. Null: none.</summary>
    [Id(52)] public string? CaFile { get; init; }

    /// <summary>The URL of the proxy through which it is reached. Null: directly.</summary>
    [Id(53)] public string? Proxy { get; init; }

    /// <summary>What may be spent of it, by all calls together: one that is at a limit is passed over. All must pass.</summary>
    [Id(54)] public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];
}

/// <summary>The words that a document may use for <see cref="BackendDefinition.Egress"/>.</summary>
public static class EgressRules
{
    /// <summary>All but link-local addresses and those of metadata services, which no backend can have.</summary>
    public const string Any = "any";

    /// <summary>No private ones either: of this machine, or of a network behind it.</summary>
    public const string PublicOnly = "public-only";
}

/// <summary>The words that a document may use for <see cref="BackendDefinition.OnDisconnect"/>.</summary>
public static class DisconnectActions
{
    /// <summary>The call is cancelled, and settled with what is known by then.</summary>
    public const string Cancel = "cancel";

    /// <summary>The answer is read to its end, so that its usage is known, and thrown away.</summary>
    public const string Drain = "drain";
}

/// <summary>The words that a document may use for <see cref="BackendDefinition.Format"/>.</summary>
public static class BackendFormats
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";

    /// <summary>Built in: answers without a provider.</summary>
    public const string Echo = "echo";

    public static IReadOnlyList<string> All { get; } = [OpenAi, Anthropic, Echo];
}
