using System.Text.Json;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>What the client reads of a tool's whole input.</summary>
internal static class ToolInput
{
    /// <param name="input">JSON as the model wrote it: incomplete if the answer was cut off. That is passed on, never repaired.</param>
    /// <param name="escaped">Gets the arguments (or the custom input) as escaped text.</param>
    public static void Append(ref PooledBytes escaped, ToolShape shape, ReadOnlySpan<byte> input)
    {
        if (!RawJson.IsWhole(input))
        {
            EscapedText.AppendEscaped(ref escaped, input);
            return;
        }

        var key = shape switch { ToolShape.Wrapped => "value"u8, ToolShape.Custom => "input"u8, _ => default };
        var value = !key.IsEmpty && RawJson.Open(input).TokenType == JsonTokenType.StartObject ? RawJson.Property(input, key) : default;
        if (shape == ToolShape.Custom && value is [(byte)'"', ..])
        {
            escaped.Append(value[1..^1]);
            return;
        }

        var compact = default(PooledBytes);
        RawJson.AppendCompact(ref compact, value.IsEmpty ? input : value);
        EscapedText.AppendEscaped(ref escaped, compact.Span);
        compact.Release();
    }
}
