using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>
/// What a request asks of the echo backend: the last user message is said back, and directives in it say how. <c>!delay 200</c> waits that many
/// milliseconds, <c>!status 429</c> fails with that status, <c>!tokens 500</c> answers with about that many tokens, <c>!drop</c> breaks the
/// answer off in the middle.
/// </summary>
internal sealed partial record EchoRequest
{
    public required string Model { get; init; }

    /// <summary>All text of the request, for counting its tokens.</summary>
    public required string Prompt { get; init; }

    /// <summary>What to say.</summary>
    public required string Text { get; init; }

    public bool Stream { get; init; }

    public TimeSpan Delay { get; init; }

    public int? Status { get; init; }

    public bool Drop { get; init; }

    public static EchoRequest Read(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var prompt = new StringBuilder();
        var said = "";
        foreach (var message in json.RootElement.TryGetProperty("messages"u8, out var messages) && messages.ValueKind == JsonValueKind.Array ? messages.EnumerateArray().ToArray() : [])
        {
            var text = TextOf(message);
            prompt.Append(text).Append('\n');
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role"u8, out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8))
            {
                said = text;
            }
        }

        var tokens = Number(Tokens().Match(said));
        return new EchoRequest
        {
            Model = json.RootElement.GetProperty("model"u8).GetString() ?? "echo",
            Stream = json.RootElement.TryGetProperty("stream"u8, out var stream) && stream.ValueKind == JsonValueKind.True,
            Prompt = prompt.ToString(),
            Text = tokens is { } count ? string.Join(' ', Enumerable.Repeat("echo", Math.Min(count, 1_000_000))) : Directive().Replace(said, "").Trim(),
            Delay = TimeSpan.FromMilliseconds(Math.Min(Number(Wait().Match(said)) ?? 0, 600_000)),
            Status = Number(Fail().Match(said)) is { } status and >= 400 and < 600 ? status : null,
            Drop = BreakOff().IsMatch(said),
        };
    }

    private static int? Number(Match match) => match.Success && int.TryParse(match.Groups[1].ValueSpan, out var number) ? number : null;

    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content"u8, out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray()
                .Where(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
                .Select(part => part.GetProperty("text"u8).GetString())),
            _ => "",
        };
    }

    [GeneratedRegex(@"!delay\s+(\d{1,6})", RegexOptions.CultureInvariant)]
    private static partial Regex Wait();

    [GeneratedRegex(@"!status\s+(\d{3})", RegexOptions.CultureInvariant)]
    private static partial Regex Fail();

    [GeneratedRegex(@"!tokens\s+(\d{1,7})", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"!drop\b", RegexOptions.CultureInvariant)]
    private static partial Regex BreakOff();

    [GeneratedRegex(@"!(delay\s+\d{1,6}|status\s+\d{3}|tokens\s+\d{1,7}|drop\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
