using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

/// <summary>Every rule refuses its bad example in OpenAI's words; the request that the examples spoil is good.</summary>
public sealed class OpenAiRuleTests : IAsyncLifetime
{
    private const string Good = """
        {"model":"gpt-4o","messages":[
          {"role":"system","content":"be brief"},
          {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"seen"},
          {"role":"user","content":"and?"}],
         "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"q":{"type":"string"}}}}}]}
        """;

    /// <summary>Answered with an error, or sent to an account that has other models.</summary>
    private static readonly string[] NotGood =
    [
        "envoy-ai-gateway/openai/chat-bad-request.1.request.json",
        "envoy-ai-gateway/openai/chat-no-messages.1.request.json",
        "envoy-ai-gateway/openai/chat-unknown-model.1.request.json",
        "openai-dotnet/StructuredOutputs(WithoutSchema,Strict,FailureExpected).1.request.json",
    ];

    private ProviderClient _client = null!;

    public static TheoryData<string, string, string?, string?> Bad => new()
    {
        { "thinking = {}", "Unknown parameter: 'thinking'.", "thinking", "unknown_parameter" },
        { "model = -", "you must provide a model parameter", null, null },
        { "messages = -", "Missing required parameter: 'messages'.", "messages", "missing_required_parameter" },
        { "messages = {}", "Invalid type for 'messages': expected an array of objects, but got an object instead.", "messages", "invalid_type" },
        { "messages = []", "Invalid 'messages': empty array.", "messages", "empty_array" },
        { "stream_options = {}", "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null },
        { "messages.0.role = \"bot\"", "Invalid value: 'bot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.", "messages[0].role", "invalid_value" },
        { "messages.0.role = -", "Missing required parameter: 'messages[0].role'.", "messages[0].role", "missing_required_parameter" },
        { "messages.0.content = null", "Invalid value for 'content': expected a string, got null.", "messages.[0].content", null },
        { "messages.2.tool_calls = -", "Invalid value for 'content': expected a string, got null.", "messages.[2].content", null },
        { "messages.2.tool_calls = []", "Invalid 'messages[2].tool_calls': empty array.", "messages[2].tool_calls", "empty_array" },
        { "messages.2.tool_calls.0.id = -", "Missing required parameter: 'messages[2].tool_calls[0].id'.", "messages[2].tool_calls[0].id", "missing_required_parameter" },
        { "messages.2.tool_calls.0.function.arguments = {}", "Invalid type for 'messages[2].tool_calls[0].function.arguments': expected a string, but got an object instead.", "messages[2].tool_calls[0].function.arguments", "invalid_type" },
        { "messages.1.content.0.type = \"image\"", "Invalid value: 'image'. Supported values are: 'text', 'image_url', 'input_audio', 'file'.", "messages[1].content[0].type", "invalid_value" },
        { "messages.1.content.1.image_url.url = \"x.png\"", "Invalid 'messages[1].content[1].image_url.url'. Expected a valid URL", "messages[1].content[1].image_url.url", "invalid_value" },
        { "messages.3 = -", "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c1", "messages.[3].role", null },
        { "messages.3.tool_call_id = \"c2\"", "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", "messages.[3].role", null },
        { "messages.3.tool_call_id = -", "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.", "messages.[3].tool_call_id", null },
        { "tools = []", "Invalid 'tools': empty array.", "tools", "empty_array" },
        { "tools = - ;; tool_choice = \"auto\"", "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.", "tool_choice", null },
        { "tools = - ;; parallel_tool_calls = true", "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.", "parallel_tool_calls", null },
        { "tool_choice = \"any\"", "Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.", "tool_choice", "invalid_value" },
        { "tool_choice = {\"type\":\"function\",\"function\":{\"name\":\"see\"}}", "Tool choice 'function' not found in 'tools' parameter.", "tool_choice", null },
        { "tools.0.type = -", "Missing required parameter: 'tools[0].type'.", "tools[0].type", "missing_required_parameter" },
        { "tools.0.function.name = \"a b\"", "Invalid 'tools[0].function.name': string does not match pattern.", "tools[0].function.name", "invalid_value" },
        { "tools.0.function.parameters.type = \"array\"", "Invalid schema for function 'look': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'.", "tools[0].function.parameters", "invalid_function_parameters" },
        { "tools.0.function.strict = true", "Invalid schema for function 'look': In context=(), 'additionalProperties' is required to be supplied and to be false.", "tools[0].function.parameters", "invalid_function_parameters" },
        { "functions = [{\"name\":\"f\"}]", "Cannot specify both 'tools' and 'functions'.", "functions", null },
        { "temperature = 3", "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.", "temperature", "decimal_above_max_value" },
        { "top_p = -1", "Invalid 'top_p': decimal below minimum value. Expected a value >= 0, but got -1 instead.", "top_p", "decimal_below_min_value" },
        { "max_tokens = 0", "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.", "max_tokens", "integer_below_min_value" },
        { "n = \"2\"", "Invalid type for 'n': expected an integer, but got a string instead.", "n", "invalid_type" },
        { "max_tokens = 5 ;; max_completion_tokens = 5", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "max_tokens", "invalid_parameter_combination" },
        { "stop = [\"a\",\"b\",\"c\",\"d\",\"e\"]", "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.", "stop", "array_above_max_length" },
        { "top_logprobs = 2", "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs", null },
        { "response_format = {\"type\":\"json\"}", "Invalid value: 'json'.", "response_format.type", "invalid_value" },
        { "response_format = {\"type\":\"json_object\"}", "'messages' must contain the word 'json' in some form", "messages", null },
        { "response_format = {\"type\":\"json_schema\",\"json_schema\":{}}", "Missing required parameter: 'response_format.json_schema.name'.", "response_format.json_schema.name", "missing_required_parameter" },
        { "model = \"gpt-5\" ;; max_tokens = 5", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens", "unsupported_parameter" },
        { "model = \"o3\" ;; temperature = 0.2", "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.", "temperature", "unsupported_value" },
        { "reasoning_effort = \"low\"", "Unrecognized request argument supplied: reasoning_effort", null, null },
        { "model = \"o3\" ;; reasoning_effort = \"huge\"", "Invalid value: 'huge'. Supported values are: 'none', 'minimal'", "reasoning_effort", "invalid_value" },
    };

    public static TheoryData<string> Recorded => [.. WireFixtures.NamesOf(WireKind.OpenAiRequest).Except(NotGood)];

    /// <summary>A request and the refusal that was recorded for it.</summary>
    public static TheoryData<string> Refused => [.. NotGood[..3]];

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task The_good_request_is_good() => Assert.Null(await RefusalAsync(Good));

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_broken_rule_is_refused(string change, string message, string? param, string? code)
    {
        var error = await RefusalAsync(JsonPatching.Patch(Good, change));

        Assert.NotNull(error);
        Assert.StartsWith(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Equal((param, code, "invalid_request_error"), ((string?)error["param"], (string?)error["code"], (string?)error["type"]));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Every_recorded_request_is_accepted(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        Assert.Null(await RefusalAsync(Encoding.UTF8.GetString(WireFixtures.Get(name).Raw())));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_recorded_refusal_is_repeated_to_the_word(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        var recorded = WireFixtures.Get(name.Replace(".request.", ".response.", StringComparison.Ordinal));
        var expected = JsonNode.Parse(recorded.Raw())!["error"]!;

        var error = await RefusalAsync(Encoding.UTF8.GetString(WireFixtures.Get(name).Raw()), recorded.ReplayStatus);

        Assert.NotNull(error);
        foreach (var key in new[] { "message", "type", "param", "code" })
        {
            Assert.Equal((string?)expected[key], (string?)error[key]);
        }
    }

    [Fact]
    public async Task A_wrong_key_and_a_missing_one_are_refused()
    {
        await using var careful = await ProviderClient.StartAsync(new ScriptedProviderOptions { Keys = new HashSet<string> { "right" } });
        using var wrong = await careful.SendAsync("/v1/chat/completions", Good, ("authorization", "Bearer wrong"));
        using var missing = await careful.SendAsync("/v1/chat/completions", Good, ("authorization", ""));
        using var right = await careful.SendAsync("/v1/chat/completions", Good, ("authorization", "Bearer right"));

        Assert.Equal((401, 401, 200), ((int)wrong.StatusCode, (int)missing.StatusCode, (int)right.StatusCode));
    }

    [Theory]
    [InlineData("/openai/deployments/gpt-4o/chat/completions", "404")]
    [InlineData("/openai/deployments/my-missing/chat/completions?api-version=2024-10-21", "DeploymentNotFound")]
    public async Task Azure_does_not_find_what_is_not_there(string path, string code)
    {
        using var response = await _client.SendAsync(path, Good);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<JsonNode?> RefusalAsync(string body, int status = 400)
    {
        using var response = await _client.SendAsync("/v1/chat/completions", body);
        if ((int)response.StatusCode == 200)
        {
            return null;
        }

        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.True(status == (int)response.StatusCode, json.ToJsonString());
        return json["error"];
    }
}
