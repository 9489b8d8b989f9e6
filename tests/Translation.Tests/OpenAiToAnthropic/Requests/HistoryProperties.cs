using System.Text.Json.Nodes;
using CsCheck;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class HistoryProperties
{
    private static readonly string[] Texts = ["hello", "", " \n", "ünï \"q\" \\ 🎉", "x"];
    private static readonly string?[] Ids = ["c1", "c2", "c3", "functions.f:0", "", null];
    private static readonly string[] Models = ["claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-8", "claude-opus-5-5", "kimi"];

    private static readonly Gen<(int Kind, int A, int B)[]> Histories =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 5], Gen.Int[0, 5]).Array[1, 14];

    private static JsonObject Message(int kind, int a, int b, bool markers)
    {
        var message = kind switch
        {
            0 or 1 => new JsonObject { ["role"] = "user", ["content"] = Texts[a % 5] },
            2 => new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Text(a), Text(b), Image()) },
            3 => new JsonObject { ["role"] = b % 2 == 0 ? "system" : "developer", ["content"] = Texts[a % 5] },
            4 => new JsonObject { ["role"] = "assistant", ["content"] = Texts[a % 5] },
            5 or 6 => new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(Call(a)) },
            7 => new JsonObject { ["role"] = "assistant", ["content"] = Texts[b % 5], ["tool_calls"] = new JsonArray(Call(a), Call(b)), ["thinking_blocks"] = Thinking(a) },
            8 or 9 => new JsonObject { ["role"] = "tool", ["tool_call_id"] = Ids[a], ["content"] = Texts[b % 5] },
            10 => new JsonObject { ["role"] = "tool", ["tool_call_id"] = Ids[a], ["content"] = new JsonArray(Text(b), Image()) },
            _ => a % 2 == 0
                ? new JsonObject { ["role"] = "assistant", ["function_call"] = new JsonObject { ["name"] = "f", ["arguments"] = "{" } }
                : new JsonObject { ["role"] = "function", ["name"] = "f", ["content"] = Texts[b % 5] },
        };
        if (markers && (a + b) % 3 == 0)
        {
            message["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        }

        return message;
    }

    private static JsonObject Text(int a) => new() { ["type"] = "text", ["text"] = Texts[a % 5] };

    private static JsonObject Image() => new() { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "https://x/y.png" } };

    private static JsonObject Call(int a) =>
        new() { ["id"] = Ids[a], ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["arguments"] = a % 2 == 0 ? "{\"a\":1}" : "" } };

    private static JsonArray Thinking(int a) =>
        a % 2 == 0 ? [] : [new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "s" }];

    private static string Body(IEnumerable<JsonObject> messages, bool tools) => new JsonObject
    {
        ["tools"] = tools ? new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f" } }) : null,
        ["messages"] = new JsonArray([.. messages]),
    }.ToJsonString();

    private static string? TryTranslate(Translating translating, string body)
    {
        try
        {
            return translating.Run(body).Body;
        }
        catch (RequestRejectedException)
        {
            return null;
        }
    }

    [Fact]
    public void Any_history_becomes_a_request_that_the_provider_takes()
    {
        var translated = 0;
        Gen.Select(Histories, Gen.Int[0, 4], Gen.Bool).Sample(
            (history, model, tools) =>
            {
                var translating = new Translating { Model = Models[model] };
                var body = TryTranslate(translating, Body(history.Select(m => Message(m.Kind, m.A, m.B, markers: true)), tools));
                if (body is not null)
                {
                    Interlocked.Increment(ref translated);
                    Invariants.Hold(body, mayEndWithAssistant: model is 0 or 4);
                }
            },
            iter: 4_000, seed: "0N0XIzNsQ0O2", threads: 2);

        Assert.True(translated > 2_000, "most histories can be said");
    }

    /// <remarks>
    /// Exactly: what was sent when the conversation stood before an assistant message that says something is, without its closing brackets, the
    /// beginning of what is sent at any later time. (Before the assistant answers, a gap can still get results and texts.)
    /// </remarks>
    [Fact]
    public void A_longer_history_begins_with_the_bytes_of_the_shorter_one()
    {
        var compared = 0;
        Gen.Select(Histories, Gen.Int[0, 4]).Sample(
            (history, model) =>
            {
                var translating = new Translating { Model = Models[model] };
                var messages = history.Select(m => Message(m.Kind, m.A, m.B, markers: false)).ToList();
                if (TryTranslate(translating, Body(messages.Select(Clone), tools: true)) is not { } whole)
                {
                    return;
                }

                for (var length = 1; length < messages.Count; length++)
                {
                    var says = messages[length];
                    var saysSomething = (string)says["role"]! == "assistant"
                        && (says["tool_calls"] is not null || says["function_call"] is not null || !string.IsNullOrWhiteSpace((string?)says["content"]));
                    if (saysSomething && (string)messages[length - 1]["role"]! != "assistant"
                        && TryTranslate(translating, Body(messages.Take(length).Select(Clone), tools: true)) is { } part
                        && !EndsWithAssistant(part))
                    {
                        Interlocked.Increment(ref compared);
                        Assert.StartsWith(part[..^2], whole, StringComparison.Ordinal);
                    }
                }
            },
            iter: 4_000, seed: "0N0XIzNsQ0O2", threads: 2);

        Assert.True(compared > 2_000, "most histories have a shorter one");
    }

    private static JsonObject Clone(JsonObject message) => message.DeepClone().AsObject();

    private static bool EndsWithAssistant(string body) => (string)JsonNode.Parse(body)!["messages"]!.AsArray()[^1]!["role"]! == "assistant";
}
