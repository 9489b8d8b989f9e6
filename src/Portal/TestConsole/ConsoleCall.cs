using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.TestConsole;

/// <summary>One call of the test console, as a client makes it, and what is seen of it while it runs.</summary>
internal sealed class ConsoleCall(AdminConnection connection, TimeProvider time)
{
    private const int MostRaw = 64 * 1024;
    private const int MostAnswer = 1024 * 1024;

    private readonly StringBuilder _answer = new();
    private readonly StringBuilder _raw = new();

    public string Answer => _answer.ToString();

    /// <summary>The first 64 KiB of the body.</summary>
    public string Raw => _raw.ToString();

    public int? Status { get; private set; }

    /// <summary>OpenAI's error object, in a sentence.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether somebody here did not want to see its end.</summary>
    public bool IsStopped { get; private set; }

    public TimeSpan? FirstToken { get; private set; }

    public TimeSpan? Total { get; private set; }

    public JsonNode? Usage { get; private set; }

    public string? FinishReason { get; private set; }

    /// <summary>Of the answer, by lowercase name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public async Task RunAsync(ConsoleRequest wanted, string key, string path, Action changed, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(connection.Clients, $"{path.Trim('/')}/chat/completions"));
            request.Content = new StringContent(wanted.Body.ToJsonString(), Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            using var response = await connection.CallAsync(request, cancellation);
            Status = (int)response.StatusCode;
            Headers = response.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
            changed();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
            await (response.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: "text/event-stream" }
                ? StreamedAsync(reader, begun, changed, cancellation)
                : WholeAsync(reader, begun, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            IsStopped = true;
            Problem = "You stopped it. The provider was hung up on.";
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            Problem = "The connection to the gateway broke off.";
        }

        Total = time.GetElapsedTime(begun);
        changed();
    }

    private async Task StreamedAsync(StreamReader reader, long begun, Action changed, CancellationToken cancellation)
    {
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            Keep(line);
            if (line.StartsWith("data: {", StringComparison.Ordinal) && JsonNode.Parse(line.AsSpan(6).ToString()) is JsonObject part)
            {
                Usage = part["usage"]?.DeepClone() ?? Usage;
                Problem = Sentence(part) ?? Problem;
                var choice = (part["choices"] as JsonArray) is [{ } first, ..] ? first : null;
                FinishReason = (string?)choice?["finish_reason"] ?? FinishReason;
                Take((string?)choice?["delta"]?["content"], begun);
                changed();
            }
        }
    }

    private async Task WholeAsync(StreamReader reader, long begun, CancellationToken cancellation)
    {
        var text = await reader.ReadToEndAsync(cancellation);
        Keep(text);
        if (JsonNode.Parse(text) is JsonObject body)
        {
            Usage = body["usage"]?.DeepClone();
            Problem = Sentence(body);
            var choice = (body["choices"] as JsonArray) is [{ } first, ..] ? first : null;
            FinishReason = (string?)choice?["finish_reason"];
            Take((string?)choice?["message"]?["content"], begun);
        }
    }

    private void Take(string? content, long begun)
    {
        if (content is { Length: > 0 } && _answer.Length < MostAnswer)
        {
            FirstToken ??= time.GetElapsedTime(begun);
            _answer.Append(content);
        }
    }

    private void Keep(string line)
    {
        if (_raw.Length < MostRaw)
        {
            _raw.AppendLine(line.Length <= MostRaw ? line : line[..MostRaw]);
        }
    }

    private static string? Sentence(JsonObject body) => body["error"] is { } error ? $"{error["message"]}{(error["code"] is { } code ? $" ({code})" : "")}" : null;
}
