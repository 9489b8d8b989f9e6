using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>Chat completions by hand, where an SDK would hide what is sent or received.</summary>
internal static class ChatCalls
{
    public const string Path = "/llm/v1/chat/completions";

    /// <summary>Returns once the head of the answer is there.</summary>
    public static Task<HttpResponseMessage> ChatAsync(this HttpClient http, object body, CancellationToken cancellation, string path = Path) =>
        http.SendAsync(Request(body, path), HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>One user message.</summary>
    public static Task<HttpResponseMessage> SayAsync(
        this HttpClient http, string alias, string text, CancellationToken cancellation, bool stream = false, string path = Path) =>
        http.ChatAsync(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } }, cancellation, path);

    /// <param name="body">A string or bytes go as they are, anything else as JSON.</param>
    public static HttpRequestMessage Request(object body, string path = Path)
    {
        var bytes = body switch
        {
            byte[] raw => raw,
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonSerializer.SerializeToUtf8Bytes(body),
        };
        return new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, CancellationToken cancellation) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));

    /// <summary>The data of every event, in order, <c>[DONE]</c> included.</summary>
    public static async Task<IReadOnlyList<string>> EventsAsync(this HttpResponseMessage response, CancellationToken cancellation)
    {
        var events = new List<string>();
        await foreach (var data in EachEventAsync(response, cancellation))
        {
            events.Add(data);
        }

        return events;
    }

    /// <summary>Event by event, as they arrive.</summary>
    public static async IAsyncEnumerable<string> EachEventAsync(
        this HttpResponseMessage response, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                yield return line[5..].TrimStart(' ');
            }
        }
    }

    /// <summary>The text that the chunks make together.</summary>
    public static string TextOf(IEnumerable<string> events) => string.Concat(events
        .Where(data => data != "[DONE]")
        .SelectMany(data => JsonElement.Parse(data) is var chunk && chunk.TryGetProperty("choices", out var choices) ? choices.EnumerateArray().ToArray() : [])
        .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : ""));

    public static IReadOnlyList<string> FinishReasonsOf(IEnumerable<string> events) =>
    [
        .. events.Where(data => data != "[DONE]")
            .SelectMany(data => JsonElement.Parse(data) is var chunk && chunk.TryGetProperty("choices", out var choices) ? choices.EnumerateArray().ToArray() : [])
            .Select(choice => choice.GetProperty("finish_reason").GetString()).OfType<string>(),
    ];
}
