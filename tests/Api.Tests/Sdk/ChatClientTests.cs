using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Sdk;

/// <summary>The official client of OpenAI, with nothing changed but its endpoint, key and model name.</summary>
public sealed class ChatClientTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "The weather of a city.",
        BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"""));

    private static readonly ChatTool Time = ChatTool.CreateFunctionTool(
        "get_time", "The time in a city.",
        BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"""));

    private static readonly ChatTool Ping = ChatTool.CreateFunctionTool("ping", "Takes nothing.");

    public static TheoryData<string> Aliases => Documents.Aliases;

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_completion_has_its_text_its_finish_reason_and_its_usage(string alias)
    {
        ChatCompletion completion = await Client(alias).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);

        Assert.Equal("You said: hello", Assert.Single(completion.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(alias, completion.Model);
        Assert.True(completion.Usage.InputTokenCount > 0);
        Assert.Equal(completion.Usage.InputTokenCount + completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_is_the_same_answer_in_pieces_and_ends_with_the_usage(string alias)
    {
        var text = new StringBuilder();
        var pieces = 0;
        var finish = default(ChatFinishReason?);
        var usage = default(ChatTokenUsage);
        await foreach (var update in Client(alias).CompleteChatStreamingAsync([new UserChatMessage("one two three four")], cancellationToken: Cancellation))
        {
            pieces += update.ContentUpdate.Count;
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            finish ??= update.FinishReason;
            usage = update.Usage ?? usage;
        }

        Assert.Equal("You said: one two three four", text.ToString());
        Assert.True(pieces > 2, $"{pieces} pieces are no stream.");
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(usage?.TotalTokenCount > 0);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task One_tool_is_called_with_its_arguments(string alias)
    {
        ChatCompletion completion = await Client(alias).CompleteChatAsync(
            [new UserChatMessage("""get_weather {"city":"Oslo"}""")], new ChatCompletionOptions { Tools = { Weather, Time } }, Cancellation);

        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        var call = Assert.Single(completion.ToolCalls);
        Assert.Equal("get_weather", call.FunctionName);
        Assert.Equal("Oslo", City(call.FunctionArguments));
        Assert.NotEmpty(call.Id);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task Two_tools_are_called_at_once(string alias)
    {
        ChatCompletion completion = await Client(alias).CompleteChatAsync(
            [new UserChatMessage("""get_weather {"city":"Oslo"} and get_time {"city":"Rome"}""")], new ChatCompletionOptions { Tools = { Weather, Time } }, Cancellation);

        Assert.Equal([("get_weather", "Oslo"), ("get_time", "Rome")], completion.ToolCalls.Select(call => (call.FunctionName, City(call.FunctionArguments))));
        Assert.Equal(2, completion.ToolCalls.Select(call => call.Id).Distinct().Count());
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_tool_without_parameters_is_called_with_an_empty_object(string alias)
    {
        ChatCompletion completion = await Client(alias).CompleteChatAsync(
            [new UserChatMessage("ping")], new ChatCompletionOptions { Tools = { Ping } }, Cancellation);

        Assert.Equal("{}", Assert.Single(completion.ToolCalls).FunctionArguments.ToString());
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_streamed_tool_without_parameters_has_arguments_that_are_json(string alias)
    {
        var (calls, finish) = await StreamCallsAsync(Client(alias), [new UserChatMessage("ping")], new ChatCompletionOptions { Tools = { Ping } });

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal("{}", Assert.Single(calls).FunctionArguments.ToString());
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_streamed_conversation_with_tools_goes_all_the_way_round(string alias)
    {
        var client = Client(alias);
        var refusedBefore = fixture.Provider.Ledger.Refusals.Count;
        var options = new ChatCompletionOptions { Tools = { Weather, Time } };
        List<ChatMessage> messages =
        [
            new SystemChatMessage("Use the tools."),
            new UserChatMessage("""get_weather {"city":"Oslo"} and get_time {"city":"Rome"}"""),
        ];

        var (calls, finish) = await StreamCallsAsync(client, messages, options);

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal([("get_weather", "Oslo"), ("get_time", "Rome")], calls.Select(call => (call.FunctionName, City(call.FunctionArguments))));

        messages.Add(new AssistantChatMessage(calls));
        messages.Add(new ToolChatMessage(calls[0].Id, "12 degrees"));
        messages.Add(new ToolChatMessage(calls[1].Id, "noon"));
        var text = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options, Cancellation))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Equal("The tools said: 12 degrees; noon", text.ToString());
        Assert.Empty(fixture.Provider.Ledger.Refusals.Skip(refusedBefore));
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task Structured_output_keeps_its_schema_whole_and_streamed(string alias)
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
                "weather",
                BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"},"sky":{"type":"string","enum":["clear","cloudy"]},"degrees":{"type":"integer","minimum":-90}},"required":["city","sky","degrees"],"additionalProperties":false}"""),
                jsonSchemaIsStrict: true),
        };

        ChatCompletion whole = await Client(alias).CompleteChatAsync([new UserChatMessage("the weather in Ulm")], options, Cancellation);
        var streamed = new StringBuilder();
        await foreach (var update in Client(alias).CompleteChatStreamingAsync([new UserChatMessage("the weather in Ulm")], options, Cancellation))
        {
            streamed.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);
        foreach (var text in (string[])[Assert.Single(whole.Content).Text, streamed.ToString()])
        {
            var weather = JsonElement.Parse(text);
            Assert.Equal(["city", "sky", "degrees"], weather.EnumerateObject().Select(property => property.Name));
            Assert.Equal("clear", weather.GetProperty("sky").GetString());
            Assert.Equal(JsonValueKind.Number, weather.GetProperty("degrees").ValueKind);
        }
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task An_image_as_a_data_url_arrives(string alias)
    {
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        ChatCompletion completion = await Client(alias).CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateTextPart("look"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(pixel), "image/png"))],
            cancellationToken: Cancellation);

        Assert.Contains("I see 1 attachment(s)", completion.Content[0].Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_limit_on_the_tokens_shows_as_length(string alias)
    {
        ChatCompletion completion = await Client(alias).CompleteChatAsync(
            [new UserChatMessage("one two three four five six")], new ChatCompletionOptions { MaxOutputTokenCount = 3 }, Cancellation);

        Assert.Equal(ChatFinishReason.Length, completion.FinishReason);
    }

    [Fact]
    public async Task Models_are_the_aliases()
    {
        var models = new OpenAIClient(new ApiKeyCredential(Documents.Key), Options()).GetOpenAIModelClient();

        var list = await models.GetModelsAsync(Cancellation);
        var one = await models.GetModelAsync("claude", Cancellation);

        Assert.Equal(["claude", "echo", "gpt"], list.Value.Select(model => model.Id));
        Assert.Equal("claude", one.Value.Id);
    }

    [Fact]
    public async Task A_wrong_key_is_the_exception_that_clients_know()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client("gpt", "not-a-key").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(401, error.Status);
        Assert.Contains("invalid_api_key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_the_exception_that_clients_know()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client("gpt-9").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(404, error.Status);
        Assert.Contains("HTTP 404 (invalid_request_error: model_not_found)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Parameter: model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_parameter_is_named()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client("gpt").CompleteChatAsync([new UserChatMessage("hello")], new ChatCompletionOptions { Temperature = 7 }, Cancellation));

        Assert.Equal(400, error.Status);
        Assert.Contains("temperature", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_rate_limit_comes_with_the_time_to_wait(string alias)
    {
        fixture.Provider.Script(Faults.RateLimited("7"));

        var error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client(alias).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(429, error.Status);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("retry-after", out var seconds));
        Assert.Equal("7", seconds);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("retry-after-ms", out var milliseconds));
        Assert.Equal("7000", milliseconds);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_that_breaks_off_does_not_look_complete(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Faults.ErrorAfterEvents(6).HeldAfter(6, gate));
        var finish = default(ChatFinishReason?);
        var failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in Client(alias).CompleteChatStreamingAsync([new UserChatMessage("one two three four five six seven eight")], cancellationToken: Cancellation))
            {
                gate.Release();
                finish ??= update.FinishReason;
            }
        });

        Assert.Null(finish);
        Assert.True(failure is null or ClientResultException or JsonException or InvalidOperationException or KeyNotFoundException, failure?.ToString());
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task The_path_and_the_key_of_Azure_OpenAI_do(string alias)
    {
        using var azure = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        azure.DefaultRequestHeaders.Add("api-key", Documents.Key);

        using var response = await azure.ChatAsync(
            new { messages = new[] { new { role = "user", content = "hello" } } }, Cancellation, $"/openai/deployments/{alias}/chat/completions?api-version=2024-10-21");

        var answer = await response.JsonAsync(Cancellation);
        Assert.Equal("You said: hello", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(alias, answer.GetProperty("model").GetString());
    }

    private static async Task<(IReadOnlyList<ChatToolCall> Calls, ChatFinishReason? Finish)> StreamCallsAsync(
        ChatClient client, IEnumerable<ChatMessage> messages, ChatCompletionOptions options)
    {
        var calls = new SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)>();
        var finish = default(ChatFinishReason?);
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options, Cancellation))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                var call = calls.GetValueOrDefault(piece.Index, (null, null, new StringBuilder()));
                call.Arguments.Append(piece.FunctionArgumentsUpdate);
                calls[piece.Index] = (piece.ToolCallId ?? call.Id, piece.FunctionName ?? call.Name, call.Arguments);
            }

            finish = update.FinishReason ?? finish;
        }

        return ([.. calls.Values.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments.ToString())))], finish);
    }

    private static string? City(BinaryData arguments) => JsonElement.Parse(arguments).GetProperty("city").GetString();

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri($"{fixture.Gateway.Url}/llm/v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private ChatClient Client(string alias, string key = Documents.Key) => new(alias, new ApiKeyCredential(key), Options());
}
