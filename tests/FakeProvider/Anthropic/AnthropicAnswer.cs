using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>One answer in the Messages format, whole or as events.</summary>
internal sealed class AnthropicAnswer(string model, PlannedAnswer answer, (int Fresh, int Written, int Read) prompt)
{
    private readonly string _id = Ids.Message;

    internal JsonObject ToJson() => Message([.. answer.Blocks.Select(ToBlock)], StopReason, answer.StopSequence, Usage(answer.OutputTokens));

    internal IEnumerable<ReadOnlyMemory<byte>> ToEvents()
    {
        yield return Event(new() { ["type"] = "message_start", ["message"] = Message([], null, null, Usage(1)) });
        var index = 0;
        foreach (var block in answer.Blocks)
        {
            yield return Event(new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = ToEmptyBlock(block) });
            if (index == 0)
            {
                yield return Event(new() { ["type"] = "ping" });
            }

            foreach (var delta in Deltas(block))
            {
                yield return Event(new() { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta });
            }

            yield return Event(new() { ["type"] = "content_block_stop", ["index"] = index++ });
        }

        yield return Event(new()
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = answer.StopSequence, ["stop_details"] = null },
            ["usage"] = Usage(answer.OutputTokens),
        });
        yield return Event(new() { ["type"] = "message_stop" });
    }

    private string StopReason => answer.Stop switch
    {
        Stop.MaxTokens => "max_tokens",
        Stop.Sequence => "stop_sequence",
        Stop.ToolUse => "tool_use",
        _ => "end_turn",
    };

    /// <summary>Every event carries some spaces behind its JSON, as the real ones do.</summary>
    private static ReadOnlyMemory<byte> Event(JsonObject json) => Sse.Event(json, (string?)json["type"], padding: json.Count * 3 % 7);

    private static JsonObject ToBlock(Block block) => block switch
    {
        TextBlock text => new() { ["type"] = "text", ["text"] = text.Text },
        ThinkingBlock thinking => new() { ["type"] = "thinking", ["thinking"] = thinking.Shown ? thinking.Text : "", ["signature"] = thinking.Signature },
        ToolBlock tool => new() { ["type"] = "tool_use", ["id"] = Ids.ToolUse, ["name"] = tool.Name, ["input"] = JsonNode.Parse(tool.Input) },
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    private static JsonObject ToEmptyBlock(Block block) => block switch
    {
        TextBlock => new() { ["type"] = "text", ["text"] = "" },
        ThinkingBlock => new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
        ToolBlock tool => new() { ["type"] = "tool_use", ["id"] = Ids.ToolUse, ["name"] = tool.Name, ["input"] = new JsonObject() },
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    /// <summary>Tool input begins with an empty piece, and has no other when there are no arguments: the <c>{}</c> of the start was only a placeholder.</summary>
    private static IEnumerable<JsonObject> Deltas(Block block) => block switch
    {
        TextBlock text => Words.Split(text.Text).Select(word => new JsonObject { ["type"] = "text_delta", ["text"] = word }),
        ThinkingBlock thinking => (thinking.Shown ? Words.Split(thinking.Text) : [])
            .Select(word => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = word })
            .Append(new JsonObject { ["type"] = "signature_delta", ["signature"] = thinking.Signature }),
        ToolBlock tool => (tool.Input is "{}" ? [] : Words.Pieces(tool.Input)).Prepend("")
            .Select(piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }),
        _ => [],
    };

    private JsonObject Message(JsonArray content, string? stopReason, string? stopSequence, JsonObject usage) => new()
    {
        ["model"] = model,
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = stopSequence,
        ["stop_details"] = null,
        ["usage"] = usage,
    };

    private JsonObject Usage(int output) => new()
    {
        ["input_tokens"] = prompt.Fresh,
        ["cache_creation_input_tokens"] = prompt.Written,
        ["cache_read_input_tokens"] = prompt.Read,
        ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = prompt.Written, ["ephemeral_1h_input_tokens"] = 0 },
        ["output_tokens"] = output,
        ["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = Math.Min(output, answer.ThinkingTokens) },
        ["service_tier"] = "standard",
        ["inference_geo"] = "global",
    };
}
