using System.Text;
using System.Text.Json;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>
/// Whether an answer is the one that the mock gave: what fails fast must not look cheap. Of every answer the status is looked at and its text counted;
/// one in <see cref="Sample"/> is parsed.
/// </summary>
internal static class AnswerCheck
{
    public const int Sample = 100;

    private static readonly byte[] Text = Encoding.ASCII.GetBytes(MockBytes.Text);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    /// <param name="bytes">What the mock has sent.</param>
    public static string? Mistake(int status, ReadOnlySpan<byte> body, bool stream, MockBytes bytes, bool parse)
    {
        if (status != 200)
        {
            return $"status {status}";
        }

        var found = body.Count(stream ? Encoding.ASCII.GetBytes(bytes.ChunkText) : Text);
        var expected = stream ? Mock.Chunks : 1;
        return found != expected ? $"{found} of {expected} texts"
            : stream && body.IndexOf("data: [DONE]"u8) < 0 ? "no [DONE]"
            : !parse ? null
            : stream ? Parsed(body, bytes) : Parsed(body);
    }

    private static string? Parsed(ReadOnlySpan<byte> body)
    {
        var answer = JsonElement.Parse(body);
        var choice = answer.GetProperty("choices")[0];
        return choice.GetProperty("message").GetProperty("content").GetString() != MockBytes.Text ? "another text"
            : choice.GetProperty("finish_reason").GetString() != "stop" ? "another finish_reason"
            : answer.GetProperty("usage").GetProperty("total_tokens").GetInt32() != 560 ? "another usage"
            : null;
    }

    private static string? Parsed(ReadOnlySpan<byte> body, MockBytes bytes)
    {
        var text = new StringBuilder();
        var finishes = 0;
        var last = "";
        foreach (var line in Encoding.UTF8.GetString(body).Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)))
        {
            last = line[5..].Trim();
            if (last == "[DONE]")
            {
                continue;
            }

            foreach (var choice in JsonElement.Parse(last).GetProperty("choices").EnumerateArray())
            {
                text.Append(choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "");
                finishes += choice.TryGetProperty("finish_reason", out var finish) && finish.ValueEquals("stop") ? 1 : 0;
            }
        }

        return text.ToString() != string.Concat(Enumerable.Repeat(bytes.ChunkText, Mock.Chunks)) ? "another text"
            : finishes != 1 ? $"{finishes} times a finish_reason"
            : last != "[DONE]" ? "[DONE] is not the last event"
            : null;
    }
}
