using System.Reflection;
using System.Text.Json.Nodes;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Audit;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.AdminKeys;
using Orleans.Gateway.Grains.Access.AdminSessions;
using Orleans.Gateway.Grains.Access.Index;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Audit;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Limits;
using Orleans.Gateway.Grains.Tests.House;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Tests.States;

/// <summary>
/// What versions of this software have written, in tests/Grains.Tests/Golden, stays readable for ever. A changed state class gets a new file with
/// the next number; no file is ever changed or removed.
/// </summary>
public class StateGoldenTests
{
    private static readonly BackendDefinition Backend = new()
    {
        Format = BackendFormats.Anthropic,
        Url = "https://api.example/v1",
        Model = "m-1",
        Credentials = new() { Header = new("x-api-key", new Secret(null, "AQIDBA==", "a1b2c3")) },
        Timeouts = new() { Connect = TimeSpan.FromSeconds(1), FirstContent = TimeSpan.FromSeconds(5), Total = TimeSpan.FromHours(2) },
        Headers = new Dictionary<string, Secret> { ["X-Org"] = new("${env:ORG}", null, null) },
        AnthropicVersion = "2023-06-01",
        Betas = ["b-1", "b-2"],
        StreamUpstream = "never",
        Capabilities = new() { Family = "claude-opus-4-5", MaxOutputTokens = 9, Sampling = "one", Effort = ["low", "max"], Prefill = false },
        AllowClientBetas = true,
        WebSearch = false,
        AllowFileIds = true,
        Circuit = new()
        {
            Enabled = false,
            Rules = [new() { Failures = 3, Interval = TimeSpan.FromMinutes(1), Statuses = ["5xx"], Errors = ["timeout"] }, new() { Percent = 40, MinimumCalls = 9 }],
            Trip = TimeSpan.FromSeconds(20),
            MaxTrip = TimeSpan.FromMinutes(2),
            AcceptRetryAfter = false,
        },
        MaxConcurrent = 9,
        MaxQueue = 7,
        QueueTimeout = TimeSpan.FromSeconds(4),
        ContextWindow = 200_000,
        Prices = new() { Input = 2.5m, Output = 10, Cached = 1.25m, CacheWrite = 3 },
        OnDisconnect = "drain",
        Egress = "public-only",
        CaFile = "/etc/gateway/ca.pem",
        Proxy = "http://proxy.example:3128",
        Limits = [new() { TokensPerMinute = 80_000, RequestsPerMinute = 500, CounterKey = LimitDefinition.BackendCounter }],
    };

    private static readonly ContentSafetyDefinition Safety = new()
    {
        Endpoint = "https://safety.example",
        Credentials = new() { Header = new("Ocp-Apim-Subscription-Key", new Secret(null, "AQIDBA==", "a1b2c3")) },
        Categories = new Dictionary<string, int> { ["hate"] = 5 },
        OutputType = SafetyOutputTypes.Eight,
        Blocklists = ["house"],
        ShieldPrompt = true,
        Prompts = false,
        Completions = true,
        WindowSize = 700,
        WindowOverlap = 70,
        OnFailure = "allow",
        Timeout = TimeSpan.FromSeconds(2),
        RememberFor = TimeSpan.FromHours(1),
    };

    private static readonly RolloutDefinition Rollout = new()
    {
        Backend = "d",
        Steps = [new() { Percent = 7, MinimumDuration = TimeSpan.FromMinutes(2), MinimumSamples = 30 }, new() { Percent = 100 }],
        ErrorMargin = 0.03,
        LatencyMargin = 0.25,
        Stickiness = "call",
        Begun = 3,
        At = 1,
        Since = new(2030, 1, 2, 3, 4, 6, TimeSpan.Zero),
    };

    private static readonly LimitDefinition Limit = new()
    {
        TokensPerMinute = 1_000,
        TokenQuota = 3_000_000_000,
        TokenQuotaPeriod = "Monthly",
        SpendLimit = 99.5m,
        SpendLimitPeriod = "Daily",
        RequestsPerMinute = 60,
        MaxConcurrent = 5,
        CounterKey = "alias+header:x-team",
        EstimatePromptTokens = false,
        OnUnavailable = "refuse",
        Headers = new() { RetryAfter = "a", RemainingQuotaTokens = "b", RemainingTokens = "c", TokensConsumed = "d" },
    };

    private static readonly AliasDefinition Alias = new()
    {
        Targets = [new() { Backend = "b", Priority = 2, Weight = 0 }, new() { Backend = "c" }],
        Routing = new() { Strategy = "latency", Affinity = "promptCache", MaxAttempts = 5, Panic = true },
        Defaults = """{"top_p":1}""",
        Forced = """{"seed":1}""",
        Rollout = Rollout,
        Limits = [Limit],
        ContentSafety = Safety,
        Translation = new() { OnUnsupported = "reject", ExposeReasoning = false, DefaultMaxTokens = 7, ClampMaxTokens = true, Prefill = "drop", SystemPlacement = "hoist", AutoCache = true, SendUser = false, MaxPauseContinuations = 3 },
    };

    private static readonly ArmCounts Arm = new() { Attempts = 9, Failures = 2, FirstContent = [0, 3] };

    private static readonly RolloutEvidence Evidence = new()
    {
        Begun = 3,
        Step = 1,
        Silos = new Dictionary<string, RolloutReport> { ["s"] = new(3, 1, "s", Arm, Arm with { Failures = 0 }) },
        Before = Arm with { Attempts = 90 },
    };

    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly AuditRecord Record = AuditChain.Next(AuditChain.Start, 1, new AuditEntry
    {
        At = At, By = "key:ci", Role = "operator", Ip = "127.0.0.1", Action = "PUT backends/{name}", Object = "backends/b", Before = "{}", After = "{ }", Reason = "more traffic", Status = 200, Epoch = 5,
    });

    private static readonly Dictionary<string, object> Today = new()
    {
        ["alias"] = new AliasState
        {
            Current = new(3, Alias),
            History = [new() { Version = 3, Definition = Alias, At = At, Note = new("key:ci", "more traffic"), RestoredFrom = 1 }],
            Rollout = Evidence,
        },
        ["audit"] = new AuditState { Pages = 2, Open = [Record] },
        ["audit-page"] = new AuditPageState { Records = [Record] },
        ["admin-keys"] = new AdminKeysState { Keys = [new() { Name = "ci", Role = "operator", Hash = new string('b', 64), Created = At, CreatedBy = "admin-key", Expires = At }] },
        ["admin-sessions"] = new AdminSessionsState
        {
            Sessions = [new() { Name = "key:ci", Role = "operator", Hash = new string('b', 64), Created = At, Expires = At, Seen = At, Opener = new string('c', 64) }],
        },
        ["backend"] = new BackendState { Current = new(4, Backend), Circuit = CircuitMode.Open },
        ["backend-counters"] = new BackendCountersState { Total = new(1, 2, 3, 4, 5, 6, 7, 8) },
        ["quota"] = new QuotaState { Start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Used = 4_000_000_000 },
        ["usage"] = new UsageState { Rows = new() { ["520000|all|llm|meta/llama|b"] = [1, 2, 3, 4, 5, 6, 7, 8, 9] }, Reporters = new() { ["r"] = new(7, At) } },
        ["key-index"] = new KeyIndexState
        {
            Shard = new KeyShard
            {
                Epoch = 7,
                Change = new Guid("6a1f6b8e-52d0-4a8e-9d0c-0b5b5a0f3c11"),
                Subscriptions = new Dictionary<string, SubscriptionDefinition>
                {
                    ["team"] = new() { Product = "all", KeyHashes = [new string('a', 64)], State = "submitted", Limits = [Limit], Expires = At, Claims = new Dictionary<string, string> { ["azp"] = "app-1" } },
                },
            },
        },
        ["catalog"] = new CatalogState
        {
            Snapshot = new CatalogSnapshot
            {
                Epoch = 5,
                Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1", DisplayName = "Models", Default = true, Limits = [Limit], ContentSafety = Safety } },
                Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = new(3, Alias) },
                Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["b"] = new(4, Backend) },
                Products = new Dictionary<string, ProductDefinition> { ["all"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*", "gpt"] }, ShowRouting = true, Limits = [Limit], Approval = true, Open = true, Logging = new() { Prompts = true, Completions = true, MaxBytes = 9, Redact = ["[0-9]+"] }, ContentSafety = Safety, Cache = new() { Ttl = TimeSpan.FromMinutes(3), MaxBytes = 70_000, SingleFlight = true } } },
                Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["team"] = new() { Product = "all", KeyHashes = [new string('a', 64)], State = "suspended", Limits = [Limit], Expires = At, Claims = new Dictionary<string, string> { ["azp"] = "app-1" } } },
                Change = new Guid("6a1f6b8e-52d0-4a8e-9d0c-0b5b5a0f3c11"),
                Metrics = new() { Dimensions = new Dictionary<string, string> { ["team"] = "header:x-team" }, Values = new Dictionary<string, IReadOnlyList<string>> { ["team"] = ["red"] }, MaxValues = 7, Subscriptions = 3 },
            },
        },
    };

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Golden, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> States => [.. Today.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_was_written_once_is_read_without_loss(string file)
    {
        var state = file.Split('.')[0];

        var then = File.ReadAllText(Path.Combine(Repository.Golden, file));

        // Later versions may have written more; what this one wrote is all there still.
        Assert.Empty(Missing(JsonNode.Parse(then)!, JsonNode.Parse(Write(Read(Today[state].GetType(), then))), "$"));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void What_is_written_today_is_the_newest_file(string state)
    {
        var newest = Directory.EnumerateFiles(Repository.Golden, $"{state}.*.json").Max(file => int.Parse(Path.GetFileName(file).Split('.')[1], null));
        var today = Write(Today[state]);

        Assert.True(
            File.ReadAllText(Path.Combine(Repository.Golden, $"{state}.{newest}.json")).TrimEnd() == today,
            $"'{state}' is written differently now. If that is meant, add {state}.{newest + 1}.json:{Environment.NewLine}{today}");
    }

    [Fact]
    public void Every_state_class_has_its_file() => Assert.Equal(
        typeof(AliasGrain).Assembly.GetTypes().Where(type => type.Namespace is { } place && place.StartsWith("Orleans.Gateway", StringComparison.Ordinal) && type.Name.EndsWith("State", StringComparison.Ordinal)
            && type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).Select(type => type.Name).Order(StringComparer.Ordinal),
        Today.Values.Select(state => state.GetType().Name).Order(StringComparer.Ordinal));

    /// <summary>Missing fields mean what they meant before there were such fields.</summary>
    [Fact]
    public void State_from_before_a_field_has_its_default()
    {
        var old = StateJson.Read<BackendState>("""{"Schema":1,"Current":{"Version":1,"Value":{"Format":"echo"}}}""").Current!.Value;

        Assert.Equal(new TimeoutsDefinition(), old.Timeouts);
        Assert.Empty(old.Headers);
        Assert.Empty(old.Betas);
        Assert.Equal(("auto", true, false), (old.StreamUpstream, old.WebSearch, old.AllowFileIds));
        Assert.Equal((null, null, 100, TimeSpan.FromSeconds(10)), (old.Circuit, old.MaxConcurrent, old.MaxQueue, old.QueueTimeout));
        Assert.Equal(("any", null, null), (old.Egress, old.CaFile, old.Proxy));
        Assert.Empty(old.Limits);
        Assert.Equal(CircuitMode.Auto, StateJson.Read<BackendState>("""{"Schema":1}""").Circuit);
        Assert.Equal(new TranslationDefinition(), StateJson.Read<AliasState>("""{"Schema":1,"Current":{"Version":1,"Value":{"Targets":[]}}}""").Current!.Value.Translation);
        Assert.Equal(new RoutingDefinition(), StateJson.Read<AliasState>("""{"Schema":1,"Current":{"Version":1,"Value":{"Targets":[]}}}""").Current!.Value.Routing);
        Assert.Null(StateJson.Read<AliasState>("""{"Schema":1,"Current":{"Version":1,"Value":{"Targets":[]}}}""").Current!.Value.Rollout);
        Assert.Empty(StateJson.Read<AliasState>("""{"Schema":1,"Current":{"Version":1,"Value":{"Targets":[]}}}""").Current!.Value.Limits);
        Assert.Null(StateJson.Read<AliasState>("""{"Schema":1}""").Rollout);
        Assert.Empty(StateJson.Read<CatalogState>("""{"Schema":1,"Snapshot":{"Epoch":7}}""").Snapshot.Aliases);
        Assert.Equal(new BackendCounts(3, 0, 0, 0, 0, 0, 0, 0), StateJson.Read<BackendCountersState>("""{"Total":{"Attempts":3}}""").Total);
    }

    [Fact]
    public void No_name_of_a_class_is_in_what_is_written() =>
        Assert.All(Today.Values, state => Assert.DoesNotContain("Orleans", Write(state), StringComparison.Ordinal));

    private static IEnumerable<string> Missing(JsonNode then, JsonNode? now, string path) => then switch
    {
        JsonObject fields => fields.Where(field => field.Value is not null).SelectMany(field => Missing(field.Value!, (now as JsonObject)?[field.Key], $"{path}.{field.Key}")),
        JsonArray items => items.SelectMany((item, at) => Missing(item!, now is JsonArray others && at < others.Count ? others[at] : null, $"{path}[{at}]")),
        _ => JsonNode.DeepEquals(then, now) ? [] : [$"{path} was {then.ToJsonString()} and is {now?.ToJsonString()}"],
    };

    private static string Write(object state) => (string)typeof(StateJson).GetMethod(nameof(StateJson.Write))!.MakeGenericMethod(state.GetType()).Invoke(null, [state])!;

    private static object Read(Type type, string json) => typeof(StateJson).GetMethod(nameof(StateJson.Read))!.MakeGenericMethod(type).Invoke(null, [json])!;
}
