using System.Text.Json;

namespace Orleans.Gateway.Api.Tests.Sdk;

/// <summary>The npm packages that most clients are built on, with nothing changed but base URL, key and model name.</summary>
public sealed class NodeSdkTests(NodeSdkFixture fixture) : IClassFixture<NodeSdkFixture>
{
    private static readonly string[] Sdks = ["openai", "vercel", "langchain"];

    /// <summary>Each package with each format.</summary>
    public static MatrixTheoryData<string, string> Clients => new(Sdks, ["gpt", "claude"]);

    /// <summary>Each package with each format, and what its scenario is called: whole or streamed.</summary>
    public static MatrixTheoryData<string, string, string> Of(string scenario, string streamed) => new(Sdks, ["gpt", "claude"], [scenario, streamed]);

    [Theory, MemberData(nameof(Clients))]
    public async Task A_completion_has_its_text_its_finish_reason_and_its_usage(string sdk, string model)
    {
        var answer = await ResultAsync(sdk, model, "chat");

        Assert.Equal("You said: hello", Text(answer, "text"));
        AssertCompleted(answer, model);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_stream_is_the_same_answer_in_pieces_and_ends_with_the_usage(string sdk, string model)
    {
        var answer = await ResultAsync(sdk, model, "stream");

        Assert.Equal("You said: one two three four five six seven eight", Text(answer, "text"));
        Assert.True(answer.GetProperty("pieces").GetInt32() > 2, $"{answer} was no stream.");
        AssertCompleted(answer, model);
    }

    [Theory, MemberData(nameof(Of), "tools", "streamedTools")]
    public async Task Two_tools_are_called_at_once(string sdk, string model, string scenario)
    {
        var answer = await ResultAsync(sdk, model, scenario);

        Assert.Equal("tool_calls", Text(answer, "finish"));
        Assert.Equal("""[["get_weather",{"city":"Oslo"}],["get_time",{"city":"Rome"}]]""", Json(answer, "calls"));
        Assert.Equal(2, answer.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).Where(id => !string.IsNullOrEmpty(id)).Distinct().Count());
    }

    [Theory, MemberData(nameof(Of), "noArguments", "streamedNoArguments")]
    public async Task A_tool_without_arguments_is_called_with_an_empty_object(string sdk, string model, string scenario)
    {
        var answer = await ResultAsync(sdk, model, scenario);

        Assert.Equal("tool_calls", Text(answer, "finish"));
        Assert.Equal("""[["ping",{}]]""", Json(answer, "calls"));
    }

    [Theory, MemberData(nameof(Of), "loop", "streamedLoop")]
    public async Task What_the_tools_say_comes_back_to_the_model(string sdk, string model, string scenario)
    {
        var answer = await ResultAsync(sdk, model, scenario);

        Assert.Equal("""[["get_weather",{"city":"Oslo"}],["get_time",{"city":"Rome"}]]""", Json(answer, "calls"));
        Assert.Equal("The tools said: 12 degrees in Oslo; noon in Rome", Text(answer, "text"));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_call_without_arguments_can_be_sent_back_to_the_model(string sdk, string model)
    {
        var answer = await ResultAsync(sdk, model, "noArgumentsLoop");

        Assert.Equal("The tools said: pong", Text(answer, "text"));
    }

    [Theory, MemberData(nameof(Of), "object", "streamedObject")]
    public async Task An_object_keeps_its_schema(string sdk, string model, string scenario) => AssertWeather(await ResultAsync(sdk, model, scenario));

    [Theory, InlineData("gpt"), InlineData("claude")]
    public async Task An_object_can_come_as_the_arguments_of_a_forced_tool(string model) => AssertWeather(await ResultAsync("langchain", model, "objectByTool"));

    [Theory, InlineData("gpt"), InlineData("claude")]
    public async Task A_model_is_found_by_its_alias(string model) => Assert.Equal(model, (await ResultAsync("openai", model, "models")).GetString());

    [Theory, MemberData(nameof(Clients))]
    public async Task A_wrong_key_is_the_error_that_clients_know(string sdk, string model)
    {
        var error = await ErrorAsync(sdk, model, "wrongKey", 401, "AuthenticationError");

        Assert.Equal("invalid_api_key", Text(error, "code"));
        Assert.NotEmpty(Text(error, "requestId"));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task An_unknown_model_is_the_error_that_clients_know(string sdk, string model)
    {
        var error = await ErrorAsync(sdk, model, "unknownModel", 404, "NotFoundError");

        Assert.Equal("model_not_found", Text(error, "code"));
        Assert.Equal("model", Text(error, "param"));
        Assert.Contains("no-such-model", Text(error, "message"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_bad_parameter_is_named(string sdk, string model)
    {
        var error = await ErrorAsync(sdk, model, "badParameter", 400, "BadRequestError");

        Assert.Contains("temperature", Text(error, "message"), StringComparison.Ordinal);
        Assert.Equal("invalid_request_error", Text(error, "type"));
    }

    [Theory, MemberData(nameof(Of), "rateLimit", "streamedRateLimit")]
    public async Task A_rate_limit_comes_with_the_time_to_wait(string sdk, string model, string scenario)
    {
        var error = await ErrorAsync(sdk, model, scenario, 429, "RateLimitError");

        Assert.InRange(int.Parse(Text(error, "retryAfter"), null), 1, 7);
        Assert.InRange(int.Parse(Text(error, "retryAfterMs"), null), 1, 7000);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_stream_that_breaks_off_is_an_error_after_its_text(string sdk, string model)
    {
        var error = await ResultAsync(sdk, model, "brokenStream");

        Assert.StartsWith("You said: one", Text(error, "text"), StringComparison.Ordinal);
        Assert.DoesNotContain("eight", Text(error, "text"), StringComparison.Ordinal);
        Assert.Contains("overloaded", Text(error, "message"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, error.GetProperty("status").ValueKind);
    }

    private static void AssertCompleted(JsonElement answer, string model)
    {
        Assert.Equal("stop", Text(answer, "finish"));
        Assert.Equal(model, Text(answer, "model"));
        var usage = answer.GetProperty("usage");
        Assert.True(usage.GetProperty("input").GetInt32() > 0);
        Assert.Equal(usage.GetProperty("total").GetInt32(), usage.GetProperty("input").GetInt32() + usage.GetProperty("output").GetInt32());
    }

    /// <summary>The packages have held it against the schema already.</summary>
    private static void AssertWeather(JsonElement weather)
    {
        Assert.Equal("sample", Text(weather, "city"));
        Assert.Equal("clear", Text(weather, "sky"));
        Assert.Equal(1, weather.GetProperty("hours").GetArrayLength());
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Json(JsonElement json, string name) => json.GetProperty(name).GetRawText();

    /// <summary>The error of that status, with the class that the package has for it.</summary>
    private async Task<JsonElement> ErrorAsync(string sdk, string model, string scenario, int status, string type)
    {
        var error = await ResultAsync(sdk, model, scenario);
        Assert.Equal(status, error.GetProperty("status").GetInt32());
        Assert.Equal(sdk is "vercel" ? "AI_APICallError" : type, Text(error, "class"));
        return error;
    }

    private async Task<JsonElement> ResultAsync(string sdk, string model, string scenario)
    {
        var outcome = await fixture.OutcomeAsync(sdk, model, scenario);
        Assert.True(outcome.Failure is null, outcome.Failure);
        return outcome.Result;
    }
}
