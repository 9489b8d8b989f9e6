using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Finds the thinking that clients send back: LiteLLM's <c>thinking_blocks</c>, OpenRouter's <c>reasoning_details</c>, or parts of the content.
/// Only what the provider signed can be sent: bare <c>reasoning_content</c> would be refused.
/// </summary>
internal static class ThinkingReader
{
    /// <summary>Whether the message carries any thinking that can be sent.</summary>
    public static bool Any(in MessageFields message)
    {
        foreach (var block in message.ThinkingBlocks.Items)
        {
            if (IsSigned(block))
            {
                return true;
            }
        }

        foreach (var part in message.Content.Items)
        {
            if (IsSigned(part))
            {
                return true;
            }
        }

        foreach (var detail in message.ReasoningDetails.Items)
        {
            if (ReasoningDetail.IsUsable(detail))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a part is a thinking block of the provider, signed or not.</summary>
    public static bool IsThinking(JsonValue part)
    {
        var type = part["type"u8];
        return type.Is("thinking"u8) || type.Is("redacted_thinking"u8);
    }

    public static bool IsSigned(JsonValue block)
    {
        var type = block["type"u8];
        if (type.Is("redacted_thinking"u8))
        {
            return HasText(block["data"u8]);
        }

        // Text that is empty, because the model hides it, is a block all the same: the signature is what counts.
        return type.Is("thinking"u8) && block["thinking"u8].IsString && HasText(block["signature"u8]);
    }

    /// <summary>Adds the thinking that stands beside the content; thinking among the parts is added with them, in their order.</summary>
    public static void Add(Draft draft, in MessageFields message, int index)
    {
        if (!draft.SendsThinking)
        {
            if (Any(message))
            {
                draft.Loss.Dropped("messages.thinking");
            }

            return;
        }

        foreach (var part in message.Content.Items)
        {
            if (IsSigned(part))
            {
                return;
            }
        }

        var blocks = draft.Conversation.Blocks;
        var first = blocks.Count;
        foreach (var block in message.ThinkingBlocks.Items)
        {
            if (IsSigned(block))
            {
                blocks.Add(new Block(BlockKind.Thinking, TurnRole.Assistant, block.Index, index));
            }
        }

        if (blocks.Count == first)
        {
            ReasoningDetail.Add(draft, message.ReasoningDetails, index);
        }
    }

    private static bool HasText(JsonValue value) => value.IsString && !value.Inner.IsEmpty;
}
