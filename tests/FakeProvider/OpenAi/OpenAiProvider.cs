using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi;

/// <summary>The provider of the Chat Completions format, at OpenAI's paths and at Azure's.</summary>
internal sealed class OpenAiProvider(ScriptedProviderOptions options)
{
    private const int CharactersPerToken = 4;
    private readonly OpenAiGatekeeper _gatekeeper = new(options);

    internal Refusal? Refuse(ReceivedRequest request) => _gatekeeper.Refuse(request);

    internal Reply Answer(ReceivedRequest request)
    {
        if (request.Method == "GET")
        {
            return Reply.Whole(200, Reply.Json, Models().ToUtf8()).With(("x-request-id", Ids.Request));
        }

        var prompt = 1 + (request.Json.Get("messages").GetRawText().Length / CharactersPerToken);
        var plan = AnswerPlanner.Plan(ChatConversation.Read(request.Json));
        var answer = new ChatAnswer(request.Json, request.Model, plan, prompt, options.Time.GetUtcNow().ToUnixTimeSeconds());
        var reply = request.Streams
            ? new Reply(200, Reply.EventStream, answer.ToChunks())
            : Reply.Whole(200, Reply.Json, answer.ToJson().ToUtf8());

        return reply.With(
            ("x-request-id", Ids.Request),
            ("openai-version", "2020-10-01"),
            ("openai-processing-ms", "5"),
            ("x-ratelimit-limit-requests", "500"),
            ("x-ratelimit-remaining-requests", "499"),
            ("x-ratelimit-reset-requests", "120ms"),
            ("x-ratelimit-limit-tokens", "200000"),
            ("x-ratelimit-remaining-tokens", "199996"),
            ("x-ratelimit-reset-tokens", "1ms"));
    }

    private static JsonObject Models() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject { ["id"] = "gpt-4o-mini", ["object"] = "model", ["created"] = 1721172741, ["owned_by"] = "system" }),
    };
}
