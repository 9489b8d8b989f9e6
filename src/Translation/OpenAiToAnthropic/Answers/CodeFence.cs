using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Models that were asked for JSON in words like to put it between fences.</summary>
internal static class CodeFence
{
    /// <summary>Takes the fence off if what is inside is JSON; else leaves the text alone.</summary>
    /// <param name="content">Escaped text.</param>
    public static void TryRemove(ref PooledBytes content)
    {
        var plain = default(PooledBytes);
        EscapedText.AppendUnescaped(ref plain, content.Span);
        var text = plain.Span.Trim(" \t\r\n"u8);
        if (text.StartsWith("```"u8) && text.EndsWith("```"u8) && text.Length > 6)
        {
            text = text[3..^3];
            text = text.StartsWith("json"u8) ? text[4..] : text;
            text = text.Trim(" \t\r\n"u8);
            if (RawJson.IsWhole(text))
            {
                content.Release();
                EscapedText.AppendEscaped(ref content, text);
            }
        }

        plain.Release();
    }
}
