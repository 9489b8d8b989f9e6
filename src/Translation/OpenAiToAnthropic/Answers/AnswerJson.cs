using System.Buffers.Text;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>The pieces that a chunk and a whole answer have in common.</summary>
internal static class AnswerJson
{
    public static void AppendNumber(ref PooledBytes json, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        json.Append(digits[..length]);
    }

    /// <summary>One of OpenRouter's <c>reasoning_details</c>, the one form of thinking that clients send back.</summary>
    /// <param name="hasText">False in a chunk that only brings the signature. A whole block has a text, be it empty.</param>
    public static void AppendReasoningText(ref PooledBytes json, int ordinal, bool hasText, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        json.Append("{\"type\":\"reasoning.text\""u8);
        if (hasText)
        {
            AppendText(ref json, ",\"text\":\""u8, text);
        }

        if (!signature.IsEmpty)
        {
            AppendText(ref json, ",\"signature\":\""u8, signature);
        }

        EndDetail(ref json, ordinal);
    }

    public static void AppendReasoningData(ref PooledBytes json, int ordinal, ReadOnlySpan<byte> data)
    {
        json.Append("{\"type\":\"reasoning.encrypted\""u8);
        AppendText(ref json, ",\"data\":\""u8, data);
        EndDetail(ref json, ordinal);
    }

    /// <summary>A tool call from its id on, the object's end included.</summary>
    public static void AppendCall(
        ref PooledBytes json, ToolShape shape, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, ReadOnlySpan<byte> caller)
    {
        var custom = shape == ToolShape.Custom;
        json.Append(id);
        json.Append(custom ? "\",\"type\":\"custom\",\"custom\":{\"name\":\""u8 : "\",\"type\":\"function\",\"function\":{\"name\":\""u8);
        json.Append(name);
        json.Append(custom ? "\",\"input\":\""u8 : "\",\"arguments\":\""u8);
        json.Append(text);
        json.Append("\"}"u8);
        if (!caller.IsEmpty)
        {
            json.Append(",\"caller\":"u8);
            json.Append(caller);
        }

        json.Append("}"u8);
    }

    public static void AppendUsage(ref PooledBytes json, TokenUsage usage)
    {
        json.Append("{\"prompt_tokens\":"u8);
        AppendNumber(ref json, usage.Prompt);
        json.Append(",\"completion_tokens\":"u8);
        AppendNumber(ref json, usage.Completion);
        json.Append(",\"total_tokens\":"u8);
        AppendNumber(ref json, usage.Total);
        json.Append(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        AppendNumber(ref json, usage.CacheRead);
        json.Append(",\"cache_write_tokens\":"u8);
        AppendNumber(ref json, usage.CacheWrite);
        json.Append(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":"u8);
        AppendNumber(ref json, usage.Reasoning);
        json.Append(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}"u8);
    }

    private static void AppendText(ref PooledBytes json, ReadOnlySpan<byte> front, ReadOnlySpan<byte> text)
    {
        json.Append(front);
        json.Append(text);
        json.Append("\""u8);
    }

    private static void EndDetail(ref PooledBytes json, int ordinal)
    {
        json.Append(",\"format\":\"anthropic-claude-v1\",\"index\":"u8);
        AppendNumber(ref json, ordinal);
        json.Append("}"u8);
    }
}
