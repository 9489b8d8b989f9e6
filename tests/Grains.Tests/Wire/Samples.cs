using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Grains.Tests.Wire;

/// <summary>One of everything that crosses a process, with no field left at its default.</summary>
internal static class Samples
{
    private static readonly Secret Secret = new("${env:KEY}", "AQID", "a1b2c3");
    private static readonly CredentialsDefinition Credentials = new() { Header = new("api-key", Secret) };
    private static readonly TargetDefinition Target = new() { Backend = "b", Priority = 2, Weight = 7 };
    private static readonly TranslationDefinition Translation = new()
    {
        OnUnsupported = "reject",
        DefaultMaxTokens = 7,
        ClampMaxTokens = true,
        Prefill = "drop",
        SystemPlacement = "hoist",
        AutoCache = true,
        MaxPauseContinuations = 3,
    };

    private static readonly CapabilitiesDefinition Capabilities = new()
    {
        Family = "claude-opus-4-5",
        MaxOutputTokens = 9,
        Sampling = "one",
        BudgetThinking = true,
        AdaptiveThinking = true,
        ThinksByDefault = true,
        ThinkingOff = "omit",
        HidesThinking = true,
        Effort = ["low"],
        ForcedToolChoice = true,
        Prefill = true,
        StructuredOutput = true,
        StrictTools = true,
        MidConversationSystem = true,
        PriorityTier = true,
    };

    private static readonly AliasDefinition Alias = new() { Targets = [Target, new() { Backend = "c" }], Translation = Translation };
    private static readonly ApiDefinition Api = new() { Path = "/llm/v1", DisplayName = "Models", Default = true };
    private static readonly ProductDefinition Product = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*", "gpt"] } };
    private static readonly SubscriptionDefinition Subscription = new() { Product = "all", KeyHashes = ["aa", "bb"] };
    private static readonly BackendCounts Counts = new(1, 2, 3, 4, 5, 6, 7, 8);
    private static readonly BackendMinute Minute = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Counts);

    private static readonly TimeoutsDefinition Timeouts = new()
    {
        Connect = TimeSpan.FromSeconds(1),
        FirstByte = TimeSpan.FromSeconds(2),
        Answer = TimeSpan.FromSeconds(3),
        FirstContent = TimeSpan.FromSeconds(4),
        Idle = TimeSpan.FromSeconds(5),
        Total = TimeSpan.FromSeconds(6),
    };

    private static readonly BackendDefinition Backend = new()
    {
        Format = BackendFormats.Anthropic,
        Url = "https://api.example",
        Model = "m",
        Credentials = Credentials,
        Timeouts = Timeouts,
        Headers = new Dictionary<string, Secret> { ["X-Org"] = Secret },
        AnthropicVersion = "2023-06-01",
        Betas = ["b-1"],
        StreamUpstream = "never",
        Capabilities = Capabilities,
        AllowClientBetas = true,
        AllowFileIds = true,
    };

    public static object[] All { get; } =
    [
        Secret, Credentials, Credentials.Header!, Target, Alias, Api, Product, Subscription, Counts, Minute, Timeouts, Translation, Capabilities, Backend,
        new BackendUsage(Counts, [Minute]),
        new Versioned<AliasDefinition>(3, Alias),
        new Published<AliasDefinition>(new(3, Alias), 9),
        new CatalogSnapshot
        {
            Epoch = 5,
            Apis = new Dictionary<string, ApiDefinition> { ["llm"] = Api },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = new(3, Alias) },
            Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["b"] = new(4, Backend) },
            Products = new Dictionary<string, ProductDefinition> { ["all"] = Product },
            Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["team"] = Subscription },
        },
        new CatalogChanges
        {
            Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = Api, ["gone"] = null },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["llm/gpt"] = new(3, Alias), ["gone"] = null },
            Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = new(4, Backend), ["gone"] = null },
            Products = new Dictionary<string, ProductDefinition?> { ["all"] = Product, ["gone"] = null },
            Subscriptions = new Dictionary<string, SubscriptionDefinition?> { ["team"] = Subscription, ["gone"] = null },
        },
        new ChatCall { Api = "llm", Subscription = "team", RequestId = "r", PathModel = "gpt", Body = "{}"u8.ToArray(), AnthropicBeta = "b-1" },
        new ReplyHead(200, "application/json", 7) { Headers = [new("a", "b")] },
        new ReplyFrame
        {
            Head = new(200, "text/event-stream") { Headers = [new("a", "b")] },
            Body = "data: {}"u8.ToArray(),
            IsLast = true,
            Owed = new(502, "no", "api_error") { Code = "c", Param = "p", RetryAfter = TimeSpan.FromSeconds(1) },
        },
        new Identified(true, new Caller("team", "all")),
        new Caller("team", "all"),
        new ModelEntry("gpt", ["openai"]),
        new FrontView(5, [new("llm", "/llm/v1")], "llm"),
        new FrontApi("llm", "/llm/v1"),
        new GatewayError(429, "later", "rate_limit_error") { Code = "c", Param = "p", RetryAfter = TimeSpan.FromSeconds(3) },
        new DefinitionMistake("apis.llm", "no"),
    ];
}
