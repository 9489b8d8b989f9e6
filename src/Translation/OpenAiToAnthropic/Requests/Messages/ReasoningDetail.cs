using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// OpenRouter's form of reasoning. A client that collected a stream sends one block as many entries of the same index: texts, then the
/// signature; they are put together again.
/// </summary>
internal static class ReasoningDetail
{
    public static bool IsUsable(JsonValue detail) =>
        IsOurs(detail) && (IsEncrypted(detail) ? HasText(detail["data"u8]) : HasText(detail["signature"u8]));

    public static void Add(Draft draft, JsonValue details, int message)
    {
        var start = default(JsonValue);
        var signed = false;
        foreach (var detail in details.Items)
        {
            if (!start.IsMissing && !Continues(start, detail))
            {
                AddIf(draft, details, signed, start, message);
                start = default;
            }

            if (!IsOurs(detail))
            {
                continue;
            }

            if (start.IsMissing)
            {
                (start, signed) = (detail, false);
            }

            signed |= IsUsable(detail);
        }

        AddIf(draft, details, signed && !start.IsMissing, start, message);
    }

    public static void Write(Draft draft, JsonValue details, JsonValue start)
    {
        var json = draft.Out;
        if (IsEncrypted(start))
        {
            json.Raw("{\"type\":\"redacted_thinking\",\"data\":"u8);
            json.Raw(start["data"u8].Raw);
            json.Raw((byte)'}');
            return;
        }

        json.Raw("{\"type\":\"thinking\",\"thinking\":\""u8);
        var signature = default(JsonValue);
        foreach (var detail in details.ItemsFrom(start))
        {
            if (detail.Index > start.Index && !Continues(start, detail))
            {
                break;
            }

            json.Raw(detail["text"u8].Inner);
            signature = HasText(detail["signature"u8]) ? detail["signature"u8] : signature;
        }

        json.Raw("\",\"signature\":"u8);
        json.Raw(signature.Raw);
        json.Raw((byte)'}');
    }

    private static void AddIf(Draft draft, JsonValue details, bool signed, JsonValue start, int message)
    {
        if (signed)
        {
            draft.Conversation.Blocks.Add(new Block(BlockKind.ReasoningDetail, TurnRole.Assistant, start.Index, message, details.Index));
        }
    }

    private static bool Continues(JsonValue start, JsonValue next) =>
        !IsEncrypted(start) && !IsEncrypted(next) && IsOurs(next) && !start["index"u8].IsNothing
        && start["index"u8].Raw.SequenceEqual(next["index"u8].Raw);

    // Another vendor's reasoning cannot be read by this one.
    private static bool IsOurs(JsonValue detail)
    {
        var format = detail["format"u8];
        return (format.IsNothing || format.Is("anthropic-claude-v1"u8)) && (IsEncrypted(detail) || detail["type"u8].Is("reasoning.text"u8));
    }

    private static bool IsEncrypted(JsonValue detail) => detail["type"u8].Is("reasoning.encrypted"u8);

    private static bool HasText(JsonValue value) => value.IsString && !value.Inner.IsEmpty;
}
