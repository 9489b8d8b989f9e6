using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests;

/// <summary>Every setting of a document about translations changes what the provider receives or the client gets.</summary>
public sealed class TranslationSettingsTests(TranslationSettingsTests.Gateway gateway) : IClassFixture<TranslationSettingsTests.Gateway>
{
    private const string Sonnet = "claude-sonnet-4-5";
    private const string Adaptive = "claude-sonnet-4-6";

    /// <summary>Says nothing about what it can; the provider knows it as <see cref="Sonnet"/>.</summary>
    private const string Deployment = "team-deployment";

    /// <summary>Pauses every turn, as a provider may that runs tools itself.</summary>
    private const string Paused = "claude-haiku-4-5";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A setting of the alias or the backend, a request, and what is seen of it with the setting and without.</summary>
    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["onUnsupported"] = Row.Alias(""" "onUnsupported": "reject" """, Sonnet, """ "seed": 7 """, Status, "400", "200"),
        ["exposeReasoning"] = Row.Alias(""" "exposeReasoning": false """, Sonnet, """ "reasoning_effort": "medium" """,
            seen => seen.Answer("choices", "0", "message", "reasoning_content") is "none" ? "hidden" : "shown", "hidden", "shown"),
        ["defaultMaxTokens"] = Row.Alias(""" "defaultMaxTokens": 321 """, Sonnet, "", Sent("max_tokens"), "321", "64000"),
        ["clampMaxTokens"] = Row.Alias(""" "clampMaxTokens": true """, Sonnet, """ "max_tokens": 70000 """, Sent("max_tokens"), "64000", "70000"),
        ["prefill drop"] = Row.Alias(""" "prefill": "drop" """, Adaptive, Started, seen => $"{seen.Status} {seen.Sent("messages", "1", "role")}", "200 none", "400 none"),
        ["prefill continueAsUser"] = Row.Alias(""" "prefill": "continueAsUser" """, Adaptive, Started, seen => $"{seen.Status} {seen.Sent("messages", "2", "role")}", "200 user", "400 none"),
        ["systemPlacement"] = Row.Alias(""" "systemPlacement": "hoist" """, Sonnet, LateInstruction, Sent("system", "0", "text"), "be brief", "none"),
        ["autoCache"] = Row.Alias(""" "autoCache": true """, Sonnet, "", Sent("cache_control", "type"), "ephemeral", "none"),
        ["sendUser"] = Row.Alias(""" "sendUser": false """, Sonnet, """ "user": "u-1" """, Sent("metadata", "user_id"), "none", "u-1"),
        ["maxPauseContinuations"] = Row.Alias(""" "maxPauseContinuations": 2 """, Paused, """ "web_search_options": {} """, Pauses, "3 length", "6 length"),
        ["maxPauseContinuations 0"] = Row.Alias(""" "maxPauseContinuations": 0 """, Paused, """ "web_search_options": {} """, Pauses, "1 length", "6 length"),

        ["streamUpstream always"] = Row.Backend(""" "streamUpstream": "always" """, Sonnet, """ "max_tokens": 100 """, Sent("stream"), "true", "none"),
        ["streamUpstream never"] = Row.Backend(""" "streamUpstream": "never" """, Sonnet, """ "max_tokens": 30000 """, Sent("stream"), "none", "true"),
        ["allowClientBetas"] = Row.Backend(""" "allowClientBetas": true """, Sonnet, """ "betas": ["in-the-body"] """,
            seen => seen.Received?.Header("anthropic-beta") ?? "none", "in-the-header,in-the-body", "none"),
        ["webSearch"] = Row.Backend(""" "webSearch": false """, Sonnet, """ "web_search_options": {} """, Status, "400", "200"),
        ["allowFileIds"] = Row.Backend(""" "allowFileIds": true """, Sonnet,
            """ "messages": [{ "role": "user", "content": [{ "type": "text", "text": "read" }, { "type": "file", "file": { "file_id": "file_1" } }] }] """,
            seen => $"{seen.Status} {seen.Sent("messages", "0", "content", "1", "source", "file_id")}", "200 file_1", "400 none"),

        ["family"] = Row.Backend(""" "capabilities": { "family": "claude-sonnet-4-5" } """, Deployment, "", Sent("max_tokens"), "64000", "4096"),
        ["family with a cell"] = Row.Backend(""" "capabilities": { "family": "claude-sonnet-4-5", "maxOutputTokens": 9000 } """, Deployment,
            """ "reasoning_effort": "medium" """, seen => $"{seen.Sent("max_tokens")} {seen.Sent("thinking", "type")}", "9000 enabled", "4096 none"),
        ["maxOutputTokens"] = Row.Backend(""" "capabilities": { "maxOutputTokens": 1000 } """, Sonnet, "", Sent("max_tokens"), "1000", "64000"),
        ["sampling none"] = Row.Backend(""" "capabilities": { "sampling": "none" } """, Sonnet, """ "temperature": 0.5 """, Sent("temperature"), "none", "0.5"),
        ["sampling all"] = Row.Backend(""" "capabilities": { "sampling": "all" } """, Sonnet, """ "temperature": 0.5, "top_p": 0.9 """, Sent("top_p"), "0.9", "none"),
        ["budgetThinking"] = Row.Backend(""" "capabilities": { "budgetThinking": false } """, Sonnet, """ "reasoning_effort": "medium" """, Thinking, "none", "enabled"),
        ["adaptiveThinking"] = Row.Backend(""" "capabilities": { "adaptiveThinking": true } """, Sonnet, """ "reasoning_effort": "medium" """, Thinking, "adaptive", "enabled"),
        ["thinksByDefault"] = Row.Backend(""" "capabilities": { "thinksByDefault": true } """, Adaptive, """ "reasoning_effort": "high" """, Thinking, "none", "adaptive"),
        ["thinkingOff"] = Row.Backend(""" "capabilities": { "thinkingOff": "betweenTools" } """, Adaptive, """ "reasoning_effort": "none" """, Thinking, "between_tools", "none"),
        ["hidesThinking"] = Row.Backend(""" "capabilities": { "hidesThinking": true } """, Adaptive, """ "reasoning_effort": "high" """, Sent("thinking", "display"), "summarized", "none"),
        ["effort"] = Row.Backend(""" "capabilities": { "effort": ["low", "medium"] } """, Adaptive, """ "reasoning_effort": "high" """, Sent("output_config", "effort"), "medium", "high"),
        ["forcedToolChoice"] = Row.Backend(""" "capabilities": { "forcedToolChoice": false } """, Sonnet, $""" {Tool}, "tool_choice": "required" """,
            seen => seen.Sent("tool_choice", "type") is "any" ? "forced" : "asked in words", "asked in words", "forced"),
        ["prefill"] = Row.Backend(""" "capabilities": { "prefill": true } """, Adaptive, Started, Status, "200", "400"),
        ["structuredOutput"] = Row.Backend(""" "capabilities": { "structuredOutput": false } """, Sonnet,
            """ "response_format": { "type": "json_schema", "json_schema": { "name": "n", "schema": { "type": "object", "properties": {} } } } """,
            Sent("output_config", "format", "type"), "none", "json_schema"),
        ["strictTools"] = Row.Backend(""" "capabilities": { "strictTools": false } """, Sonnet, Tool, Sent("tools", "0", "strict"), "none", "true"),
        ["midConversationSystem"] = Row.Backend(""" "capabilities": { "midConversationSystem": true } """, Sonnet, LateInstruction,
            seen => string.Join(' ', seen.Received!.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString())),
            "user assistant user system", "user assistant user"),
        ["priorityTier"] = Row.Backend(""" "capabilities": { "priorityTier": false } """, Sonnet, """ "service_tier": "auto" """, Sent("service_tier"), "none", "auto"),
    };

    private const string Started = """ "messages": [{ "role": "user", "content": "count" }, { "role": "assistant", "content": "one" }] """;

    private const string LateInstruction = """
        "messages": [
          { "role": "user", "content": "one" }, { "role": "assistant", "content": "two" },
          { "role": "user", "content": "three" }, { "role": "system", "content": "be brief" }]
        """;

    private const string Tool = """
        "tools": [{ "type": "function", "function": { "name": "f", "strict": true,
          "parameters": { "type": "object", "properties": {}, "required": [], "additionalProperties": false } } }]
        """;

    public static TheoryData<string> Settings => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Setting_acts(string setting)
    {
        var row = Rows[setting];

        Assert.Equal(row.With, row.Look(await gateway.AskAsync($"with {setting}".Replace(' ', '-'), row.Request, Cancellation)));
        Assert.Equal(row.Without, row.Look(await gateway.AskAsync($"without-{row.Model}", row.Request, Cancellation)));
    }

    [Fact]
    public async Task Settings_of_an_alias_leave_alone_what_needs_no_translation()
    {
        var seen = await gateway.AskAsync("openai-reject", """ "seed": 7, "user": "u-1" """, Cancellation);

        Assert.Equal(("200", "7", "u-1"), (seen.Status, seen.Sent("seed"), seen.Sent("user")));
    }

    private static string Status(Seen seen) => seen.Status;

    private static string Thinking(Seen seen) => seen.Sent("thinking", "type");

    private static string Pauses(Seen seen) => $"{seen.Calls} {seen.Answer("choices", "0", "finish_reason")}";

    private static Func<Seen, string> Sent(params string[] path) => seen => seen.Sent(path);

    private sealed record Row(string AliasSettings, string BackendSettings, string Model, string Request, Func<Seen, string> Look, string With, string Without)
    {
        public static Row Alias(string settings, string model, string request, Func<Seen, string> look, string with, string without) =>
            new(settings, "", model, request, look, with, without);

        public static Row Backend(string settings, string model, string request, Func<Seen, string> look, string with, string without) =>
            new("", settings, model, request, look, with, without);
    }

    /// <summary>One gateway for all rows, with a backend and an alias for each, and one of each model without any setting.</summary>
    public sealed class Gateway : IAsyncLifetime
    {
        private ScriptedProvider _provider = null!;
        private RunningGateway _gateway = null!;

        public async ValueTask InitializeAsync()
        {
            _provider = await ScriptedProvider.StartAsync(Cancellation, new ScriptedProviderOptions { Models = new Dictionary<string, string> { [Deployment] = Sonnet } });
            _provider.On(_ => Behaviour.Sensible.Lenient()).On(Paused, Behaviour.Of(_ => Reply.Whole(200, Reply.Json, """
                { "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5", "content": [{ "type": "text", "text": "still " }],
                  "stop_reason": "pause_turn", "stop_sequence": null, "usage": { "input_tokens": 1, "output_tokens": 1 } }
                """u8.ToArray())));
            _gateway = await RunningGateway.StartAsync(Cancellation, Document(_provider.Url));
            _gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
            _gateway.Http.DefaultRequestHeaders.Add("anthropic-beta", "in-the-header");
        }

        public async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await _provider.DisposeAsync();
        }

        internal async Task<Seen> AskAsync(string alias, string fields, CancellationToken cancellation)
        {
            var before = _provider.Requests.Count;
            var request = JsonNode.Parse($$"""{ {{fields}} }""")!.AsObject();
            request["model"] = alias;
            request.TryAdd("messages", new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }));
            if (alias.EndsWith(Paused, StringComparison.Ordinal) || alias.Contains("Pause", StringComparison.Ordinal))
            {
                request["max_tokens"] = 1_000; // asked for whole
            }

            using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await _gateway.Http.PostAsync("/llm/v1/chat/completions", content, cancellation);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            return new Seen(response.StatusCode, answer.RootElement.Clone(), [.. _provider.Requests.Skip(before)]);
        }

        private static string Document(string url)
        {
            var backends = new JsonObject { ["openai"] = JsonSerializer.SerializeToNode(Documents.OpenAi(url)) };
            var aliases = new JsonObject { ["openai-reject"] = Alias("openai", """ "onUnsupported": "reject", "sendUser": false """) };
            foreach (var (setting, row) in Rows)
            {
                var name = $"with {setting}".Replace(' ', '-');
                backends[name] = Backend(url, row.Model, row.BackendSettings);
                aliases[name] = Alias(name, row.AliasSettings);
                backends[$"without-{row.Model}"] = Backend(url, row.Model, "");
                aliases[$"without-{row.Model}"] = Alias($"without-{row.Model}", "");
            }

            return new JsonObject
            {
                ["backends"] = backends,
                ["apis"] = new JsonObject { ["llm"] = new JsonObject { ["path"] = "/llm/v1", ["aliases"] = aliases } },
                ["products"] = JsonNode.Parse("""{ "all": { "apis": { "llm": ["*"] } } }"""),
                ["subscriptions"] = JsonNode.Parse($$"""{ "team-a": { "product": "all", "keys": ["{{Documents.Key}}"] } }"""),
            }.ToJsonString();
        }

        private static JsonObject Backend(string url, string model, string settings) =>
            With(JsonSerializer.Serialize(Documents.Anthropic(url, model)), settings);

        private static JsonObject Alias(string backend, string settings) => With($$"""{ "targets": [{ "backend": "{{backend}}" }] }""", settings);

        private static JsonObject With(string json, string settings)
        {
            var all = JsonNode.Parse(json)!.AsObject();
            foreach (var (name, value) in JsonNode.Parse($$"""{ {{settings}} }""")!.AsObject())
            {
                all[name] = value?.DeepClone();
            }

            return all;
        }
    }

    internal sealed record Seen(HttpStatusCode StatusCode, JsonElement Body, IReadOnlyList<FakeProvider.Observation.ReceivedRequest> Requests)
    {
        public string Status => ((int)StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);

        public int Calls => Requests.Count;

        /// <summary>Null when the gateway refused the request itself.</summary>
        public FakeProvider.Observation.ReceivedRequest? Received => Requests.Count == 0 ? null : Requests[0];

        /// <summary>What the provider received there, as text; <c>none</c> when nothing.</summary>
        public string Sent(params string[] path) => Received is null ? "none" : Find(Received.Json, path);

        public string Answer(params string[] path) => Find(Body, path);

        private static string Find(JsonElement json, string[] path)
        {
            foreach (var step in path)
            {
                if (json.ValueKind is JsonValueKind.Array && int.Parse(step, System.Globalization.CultureInfo.InvariantCulture) is var at && at < json.GetArrayLength())
                {
                    json = json[at];
                }
                else if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(step, out json))
                {
                    return "none";
                }
            }

            return json.ValueKind is JsonValueKind.True ? "true" : json.ToString();
        }
    }
}
