using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes the turns: <c>"messages":[…]</c>.</summary>
internal static class ConversationWriter
{
    /// <param name="continuation">The content blocks of a paused assistant turn that is to be continued; empty: none.</param>
    public static void Write(Draft draft, ReadOnlyMemory<byte> continuation)
    {
        var json = draft.Out;
        var blocks = draft.Conversation.Blocks.Items;
        json.Raw("\"messages\":["u8);
        if (blocks[0].Role != TurnRole.User)
        {
            json.Raw("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\".\"}]},"u8);
        }

        for (var i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Silent)
            {
                continue;
            }

            var opens = i == 0 || blocks[i - 1].Role != blocks[i].Role;
            if (opens)
            {
                json.Raw(i == 0 ? ""u8 : "]},"u8);
                json.Raw(Opening(blocks[i].Role));
            }
            else
            {
                json.Raw((byte)',');
            }

            WriteBlock(draft, in blocks[i]);
        }

        if (!continuation.IsEmpty)
        {
            WriteContinuation(draft, continuation.Span, blocks[^1].Role == TurnRole.Assistant);
        }

        json.Raw("]}]"u8);
    }

    private static ReadOnlySpan<byte> Opening(TurnRole role) => role switch
    {
        TurnRole.User => "{\"role\":\"user\",\"content\":["u8,
        TurnRole.Assistant => "{\"role\":\"assistant\",\"content\":["u8,
        _ => "{\"role\":\"system\",\"content\":["u8,
    };

    private static void WriteContinuation(Draft draft, ReadOnlySpan<byte> blocks, bool sameTurn)
    {
        draft.Out.Raw(sameTurn ? ","u8 : "]},{\"role\":\"assistant\",\"content\":["u8);
        draft.Out.Raw(JsonDocumentText.Trim(blocks)[1..^1]);
    }

    private static void WriteBlock(Draft draft, in Block block)
    {
        switch (block.Kind)
        {
            case BlockKind.Text:
                WriteText(draft, block);
                break;
            case BlockKind.Reminder:
                WriteReminder(draft, block);
                break;
            case BlockKind.Dot:
                draft.Out.Raw("{\"type\":\"text\",\"text\":\".\"}"u8);
                break;
            case BlockKind.Continue:
                draft.Out.Raw("{\"type\":\"text\",\"text\":\"Continue.\"}"u8);
                break;
            case BlockKind.Image:
                ImageWriter.Write(draft, block);
                break;
            case BlockKind.File:
                FileWriter.Write(draft, block);
                break;
            case BlockKind.ToolCall or BlockKind.FunctionCall:
                WriteCall(draft, block);
                break;
            case BlockKind.ToolResult:
                ToolResultWriter.Write(draft, block);
                break;
            case BlockKind.OrphanResult:
                ToolResultWriter.WriteOrphan(draft, block);
                break;
            case BlockKind.Thinking:
                WriteThinking(draft, block);
                break;
            case BlockKind.ReasoningDetail:
                ReasoningDetail.Write(draft, draft.At(block.Part), draft.At(block.Node));
                break;
            case BlockKind.Remembered:
                RememberedTurn.Write(draft, draft.Conversation.Remembered![block.Node], block.Cache);
                break;
        }
    }

    private static void WriteText(Draft draft, in Block block)
    {
        var json = draft.Out;
        var text = draft.At(block.Node);
        json.Raw("{\"type\":\"text\",\"text\":"u8);
        if (block.TrimEnd)
        {
            json.Raw((byte)'"');
            json.Raw(text.Inner[..JsonText.TrimmedLength(text.Inner)]);
            json.Raw((byte)'"');
        }
        else
        {
            json.Raw(text.Raw);
        }

        draft.Cache.Write(draft, block.Cache);
        json.Raw((byte)'}');
    }

    private static void WriteReminder(Draft draft, in Block block)
    {
        var json = draft.Out;
        json.Raw("{\"type\":\"text\",\"text\":\"<system-reminder>\\n"u8);
        json.Raw(draft.At(block.Node).Inner);
        json.Raw("\\n</system-reminder>\""u8);
        draft.Cache.Write(draft, block.Cache);
        json.Raw((byte)'}');
    }

    private static void WriteCall(Draft draft, in Block block)
    {
        var json = draft.Out;
        var call = ToolCall.Read(draft.At(block.Node), block.Kind == BlockKind.FunctionCall);
        json.Raw("{\"type\":\"tool_use\",\"id\":"u8);
        CallIdWriter.Write(draft, block.CallId);
        json.Raw(",\"name\":\""u8);
        ToolName.Write(call.Name, json);
        json.Raw("\",\"input\":"u8);
        ToolInput.Write(draft, call, json);
        draft.Cache.Write(draft, block.Cache);
        json.Raw((byte)'}');
    }

    // The three values as they came; anything that a client added beside them would be refused.
    private static void WriteThinking(Draft draft, in Block block)
    {
        var json = draft.Out;
        var thinking = draft.At(block.Node);
        if (thinking["type"u8].Is("redacted_thinking"u8))
        {
            json.Raw("{\"type\":\"redacted_thinking\",\"data\":"u8);
            json.Raw(thinking["data"u8].Raw);
        }
        else
        {
            json.Raw("{\"type\":\"thinking\",\"thinking\":"u8);
            json.Raw(thinking["thinking"u8].Raw);
            json.Raw(",\"signature\":"u8);
            json.Raw(thinking["signature"u8].Raw);
        }

        json.Raw((byte)'}');
    }
}
