using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Audit;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Tests.Wire;

/// <summary>One of everything that crosses a process, with no field left at its default.</summary>
internal static class Samples
{
    private static readonly Secret Secret = new("${env:KEY}", "AQID", "a1b2c3");
    private static readonly CredentialsDefinition Credentials = new() { Header = new("api-key", Secret), ManagedIdentity = new("https://ai.azure.com", "c-1") };
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

    private static readonly RoutingDefinition Routing = new() { Strategy = "latency", Affinity = "promptCache", MaxAttempts = 5, Panic = true };
    private static readonly RolloutStep Step = new() { Percent = 5, MinimumDuration = TimeSpan.FromMinutes(1), MinimumSamples = 50 };
    private static readonly RolloutDefinition Rollout = new()
    {
        Backend = "d",
        Steps = [Step, new() { Percent = 100 }],
        ErrorMargin = 0.1,
        LatencyMargin = 0.2,
        Stickiness = Stickinesses.Call,
        Begun = 3,
        At = 1,
        Since = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private static readonly ArmCounts Arm = new() { Attempts = 9, Failures = 2, FirstContent = [0, 3] };
    private static readonly LimitDefinition Limit = new()
    {
        TokensPerMinute = 1,
        TokenQuota = 2,
        TokenQuotaPeriod = "Monthly",
        SpendLimit = 2.5m,
        SpendLimitPeriod = "Daily",
        RequestsPerMinute = 3,
        MaxConcurrent = 4,
        CounterKey = "ip",
        OnUnavailable = "refuse",
        Headers = new() { RetryAfter = "a", RemainingQuotaTokens = "b", RemainingTokens = "c", TokensConsumed = "d" },
    };

    private static readonly ContentSafetyDefinition Safety = new()
    {
        Endpoint = "https://safety.example",
        Credentials = Credentials,
        Categories = new Dictionary<string, int> { ["hate"] = 5 },
        OutputType = SafetyOutputTypes.Eight,
        Blocklists = ["house"],
        ShieldPrompt = true,
        Prompts = true,
        Completions = true,
        WindowSize = 700,
        WindowOverlap = 70,
        OnFailure = "allow",
        Timeout = TimeSpan.FromSeconds(2),
        RememberFor = TimeSpan.FromHours(1),
    };

    private static readonly AliasDefinition Alias = new()
    {
        Targets = [Target, new() { Backend = "c" }],
        Translation = Translation,
        Routing = Routing,
        Defaults = """{"top_p":1}""",
        Forced = """{"seed":1}""",
        Rollout = Rollout,
        Limits = [Limit],
        ContentSafety = Safety,
    };

    private static readonly LoggingDefinition Logging = new() { Prompts = true, Completions = true, MaxBytes = 9, Redact = ["[0-9]+"] };
    private static readonly PricesDefinition Prices = new() { Input = 1.5m, Output = 2, Cached = 0.5m, CacheWrite = 3 };
    private static readonly MetricsDefinition Metrics = new()
    {
        Dimensions = new Dictionary<string, string> { ["team"] = "header:x-team" },
        Values = new Dictionary<string, IReadOnlyList<string>> { ["team"] = ["red"] },
        MaxValues = 7,
        Subscriptions = 3,
    };

    private static readonly UsageCounts Usage = new(1, 2, 3, 4, 5, 6, 7, 8, 9);
    private static readonly UsageRow UsageRow = new(new(500_000, "all", "llm", "gpt", "b"), Usage);
    private static readonly CounterRule Rule = CounterRule.Quota(7, QuotaPeriod.Daily);
    private static readonly CacheDefinition Cache = new() { Ttl = TimeSpan.FromMinutes(3), MaxBytes = 70_000, SingleFlight = true };
    private static readonly ApiDefinition Api = new() { Path = "/llm/v1", DisplayName = "Models", Default = true, Limits = [Limit], ContentSafety = Safety };
    private static readonly ProductDefinition Product = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*", "gpt"] }, ShowRouting = true, Limits = [Limit], Approval = true, Open = true, ContentSafety = Safety, Cache = Cache, Logging = Logging };
    private static readonly SubscriptionDefinition Subscription = new()
    {
        Product = "all",
        KeyHashes = ["aa", "bb"],
        State = SubscriptionStates.Suspended,
        Limits = [Limit],
        Expires = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Claims = new Dictionary<string, string> { ["azp"] = "a" },
    };

    private static readonly KeyShard Shard = new()
    {
        Epoch = 5,
        Change = new Guid("6a1f6b8e-52d0-4a8e-9d0c-0b5b5a0f3c11"),
        Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["team"] = Subscription },
    };
    private static readonly BackendCounts Counts = new(1, 2, 3, 4, 5, 6, 7, 8);
    private static readonly BackendMinute Minute = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Counts);

    private static readonly ChangeNote Note = new("key:ci", "more traffic");
    private static readonly AuditEntry Entry = new()
    {
        At = Minute.Start,
        By = "key:ci",
        Role = "operator",
        Ip = "127.0.0.1",
        Action = "PUT backends/{name}",
        Object = "backends/b",
        Before = "{}",
        After = "{ }",
        Reason = "more traffic",
        Status = 200,
        Epoch = 5,
    };

    private static readonly TimeoutsDefinition Timeouts = new()
    {
        Connect = TimeSpan.FromSeconds(1),
        FirstByte = TimeSpan.FromSeconds(2),
        Answer = TimeSpan.FromSeconds(3),
        FirstContent = TimeSpan.FromSeconds(4),
        Idle = TimeSpan.FromSeconds(5),
        Total = TimeSpan.FromSeconds(6),
    };

    private static readonly CircuitRuleDefinition CircuitRule = new()
    {
        Failures = 3,
        Percent = 50,
        MinimumCalls = 30,
        Interval = TimeSpan.FromMinutes(2),
        Statuses = ["5xx", "429"],
        Errors = ["timeout"],
    };

    private static readonly CircuitDefinition Circuit = new()
    {
        Enabled = true,
        Rules = [CircuitRule],
        Trip = TimeSpan.FromSeconds(20),
        MaxTrip = TimeSpan.FromMinutes(2),
        AcceptRetryAfter = true,
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
        Circuit = Circuit,
        MaxConcurrent = 9,
        MaxQueue = 7,
        QueueTimeout = TimeSpan.FromSeconds(4),
        ContextWindow = 9,
        OnDisconnect = DisconnectActions.Drain,
        Egress = EgressRules.PublicOnly,
        CaFile = "/ca.pem",
        Proxy = "http://proxy.example:3128",
        Prices = Prices,
        Limits = [Limit],
    };

    private static readonly CoolDown CoolDown = new(TimeSpan.FromSeconds(7), CircuitReason.RateLimited);

    private static readonly BackendHealth Health = new()
    {
        Version = 5,
        Phase = CircuitPhase.Open,
        Reason = CircuitReason.Failures,
        For = TimeSpan.FromSeconds(2),
        ReopensIn = TimeSpan.FromSeconds(28),
        Trips = 1,
        LastError = "timeout",
        LastStatus = 504,
        Mode = CircuitMode.Open,
        Silos = 3,
    };

    private static readonly BackendReport Report = new()
    {
        Silo = "s",
        Counts = Counts,
        Definition = 4,
        Health = 5,
        Calls = 9,
        Rules = [new(2, 1)],
        CoolDown = CoolDown,
        InFlight = 3,
        Waiting = 1,
        IsOpenHere = true,
        FirstContent = [0, 1],
        LastError = "timeout",
        LastStatus = 504,
        Circuit = Circuit,
    };

    private static readonly BackendSiloStatus Silo = new("s", 3, 1, true, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    private static readonly BackendStatus Status = new(Health, 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Counts, Counts, [Silo]);
    private static readonly TargetHealth TargetHealth = new("b", 1, 100, Status);

    public static object[] All { get; } =
    [
        Secret, Credentials, Credentials.Header!, Credentials.ManagedIdentity!, Target, Alias, Api, Product, Subscription, Counts, Minute, Timeouts, Translation, Routing, Capabilities, Backend,
        Circuit, CircuitRule, Health, Report, Report.Rules[0], CoolDown, Silo, Status, TargetHealth,
        new ProbeLease(true, 6, TimeSpan.FromSeconds(60)),
        new ProbeResult(6, ProbeOutcome.Failed, CoolDown, "timeout", 504),
        new AliasHealth(3, [TargetHealth]),
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
            Change = new Guid("6a1f6b8e-52d0-4a8e-9d0c-0b5b5a0f3c11"),
            Metrics = Metrics,
        },
        new CatalogVersion(5, new Guid("6a1f6b8e-52d0-4a8e-9d0c-0b5b5a0f3c11")),
        new Acknowledgement(["silo-b"]),
        new CatalogChanges
        {
            Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = Api, ["gone"] = null },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["llm/gpt"] = new(3, Alias), ["gone"] = null },
            Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = new(4, Backend), ["gone"] = null },
            Products = new Dictionary<string, ProductDefinition?> { ["all"] = Product, ["gone"] = null },
            Subscriptions = new Dictionary<string, SubscriptionDefinition?> { ["team"] = Subscription, ["gone"] = null },
            ExpectedEpoch = 4,
            Metrics = Metrics,
        },
        new ChatCall { Api = "llm", Subscription = "team", RequestId = "r", PathModel = "gpt", Body = "{}"u8.ToArray(), AnthropicBeta = "b-1", ClientAddress = "::1", CountedHeaders = [new("x-team", "a")], KeyPlace = 1, KeyHash = "aa", TraceParent = "00-a", TraceState = "a=b", CacheControl = "no-store", CountedClaims = [new("tid", "t")] },
        new CallInFlight
        {
            RequestId = "r",
            Api = "llm",
            Subscription = "team",
            Alias = "gpt",
            Epoch = 5,
            Stream = true,
            Phase = CallPhase.Streaming,
            Attempts = 2,
            Backend = "b",
            Tokens = 7,
            Started = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        },
        new GatewayError(429, "later", "rate_limit_error") { Code = "c", Param = "p", RetryAfter = TimeSpan.FromSeconds(3), Headers = [new("x", "y")] },
        Limit, Limit.Headers, Rule, Prices, Metrics, Logging, Usage, UsageRow.Cell, UsageRow, new UsageBatch("r", 7, [UsageRow]), Safety, Cache,
        new LeaseCall { Silo = "s", Rule = Rule, Need = 1, Ahead = 2, Returned = 3, Debt = 4, Held = 5, KnownOwner = 6, Window = 7, Number = 8, Unanswered = [new(9, 10, 11, 12)] },
        new UnansweredCall(1, 2, 3, 4),
        new LeaseAnswer
        {
            Granted = 1,
            GoodFor = TimeSpan.FromSeconds(1),
            RetryAfter = TimeSpan.FromSeconds(2),
            Remaining = 2,
            ResetsIn = TimeSpan.FromSeconds(3),
            Owner = 4,
            Silos = 5,
            Window = 6,
            Exceeded = 7,
        },
        new CounterStatus(Rule, 1, 2, 3, TimeSpan.FromSeconds(1), 4),
        new ReplyHead(200, "application/json", 7) { Headers = [new("a", "b")], Tokens = 9 },
        new ReplyFrame
        {
            Head = new(200, "text/event-stream") { Headers = [new("a", "b")] },
            Body = "data: {}"u8.ToArray(),
            IsLast = true,
            Owed = new(502, "no", "api_error") { Code = "c", Param = "p", RetryAfter = TimeSpan.FromSeconds(1) },
            IsLost = true,
        },
        new Identified(true, new Caller("team", "all", Standing.Expired, 1) { KeyHash = "aa" }),
        new Caller("team", "all", Standing.Expired, 1) { KeyHash = "aa" },
        new ModelEntry("gpt", ["openai"]),
        new FrontView(5, [new("llm", "/llm/v1", new Caller("open:all", "all"))], "llm") { CountedHeaders = ["x-team"], CountedClaims = ["tid"] },
        new FrontApi("llm", "/llm/v1", new Caller("open:all", "all", Standing.Active, 0)),
        Shard, new NamedSubscription("team", Subscription), new FoundSubscription(5, Subscription), KeyUpdate.Whole(3, Shard) with { From = new(4, Shard.Change) },
        new KeyChanges { Subscriptions = new Dictionary<string, SubscriptionDefinition?> { ["team"] = Subscription, ["gone"] = null }, ExpectedEpoch = 4 },
        new DefinitionMistake("apis.llm", "no"),
        Note,
        Step,
        Rollout,
        Arm,
        new RolloutReport(3, 1, "silo", Arm, Arm),
        new RolloutStatus(4, Rollout, Arm, Arm, "It waits for calls.") { CanaryMedian = TimeSpan.FromSeconds(1), RestMedian = TimeSpan.FromSeconds(2) },
        new AliasVersion { Version = 3, Definition = Alias, At = Minute.Start, Note = Note, RestoredFrom = 1 },
        Entry, new AuditRecord(7, Entry, "aa", "bb"), new AuditVerification(7, 3, "aa", "bb"),
        new AdminSessionEntry { Name = "key:ci", Role = "operator", Hash = "0123456789abcdef", Created = Minute.Start, Expires = Minute.Start, Seen = Minute.Start, Opener = "bb" },
        new AdminKeyEntry { Name = "ci", Role = "operator", Hash = "aa", Created = Minute.Start, CreatedBy = "admin-key", Expires = Minute.Start },
    ];
}
