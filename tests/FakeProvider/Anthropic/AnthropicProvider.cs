using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>The provider of the Messages format.</summary>
internal sealed class AnthropicProvider(ScriptedProviderOptions options)
{
    private readonly PromptCache _cache = new();
    private readonly AnthropicGatekeeper _gatekeeper = new(options);

    internal Refusal? Refuse(ReceivedRequest request) => _gatekeeper.Refuse(request);

    internal Reply Answer(ReceivedRequest request)
    {
        if (request.Method == "GET")
        {
            return Reply.Whole(200, Reply.Json, Models().ToUtf8()).With(("request-id", Ids.Request));
        }

        var prompt = new PromptSections(request.Json);
        var conversation = AnthropicConversation.Read(request.Json);
        var answer = new AnthropicAnswer(
            request.Model,
            AnswerPlanner.Plan(conversation, ThinkingFor(request, conversation, prompt)),
            _cache.Charge(prompt));
        var reply = request.Streams
            ? new Reply(200, Reply.EventStream, answer.ToEvents()).With(("cache-control", "no-cache"))
            : Reply.Whole(200, Reply.Json, answer.ToJson().ToUtf8());

        // A retry-after on a good answer means nothing; the real provider sends it all the same.
        return reply.With(
            ("request-id", Ids.Request),
            ("anthropic-organization-id", "00000000-0000-4000-8000-000000000000"),
            ("anthropic-ratelimit-requests-limit", "4000"),
            ("anthropic-ratelimit-requests-remaining", "3999"),
            ("anthropic-ratelimit-requests-reset", "2030-01-01T00:00:00Z"),
            ("anthropic-ratelimit-tokens-limit", "280000"),
            ("anthropic-ratelimit-tokens-remaining", "279000"),
            ("anthropic-ratelimit-tokens-reset", "2030-01-01T00:00:01Z"),
            ("retry-after", "17"));
    }

    private static JsonObject Models() => new()
    {
        ["data"] = new JsonArray(new JsonObject { ["type"] = "model", ["id"] = "claude-sonnet-4-6", ["display_name"] = "Claude Sonnet 4.6", ["created_at"] = "2026-02-01T00:00:00Z" }),
        ["has_more"] = false,
        ["first_id"] = "claude-sonnet-4-6",
        ["last_id"] = "claude-sonnet-4-6",
    };

    private ThinkingBlock? ThinkingFor(ReceivedRequest request, Conversation conversation, PromptSections prompt)
    {
        var family = _gatekeeper.FamilyOf(request.Model) ?? ModelFamilies.Of("claude-sonnet-4-5")!;
        var thinking = request.Json.Get("thinking");
        var thinks = thinking.Text("type") switch
        {
            "enabled" or "adaptive" => true,
            null => family.ThinksByDefault || family.ThinkingOff is null,
            _ => false,
        };
        if (!thinks || conversation.MaxTokens == 0)
        {
            return null;
        }

        var text = "The user wants: " + conversation.UserText;
        var shown = thinking.Text("display") is { } display ? display == "summarized" : family.ShowsThinking;
        return new ThinkingBlock(text, Signatures.Sign(text, prompt.HashBefore(int.MaxValue)), shown);
    }
}
