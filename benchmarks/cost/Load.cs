using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Orleans.Gateway.Cost;

/// <summary>Clients of the gateway, over HTTP/1.1 with kept connections.</summary>
internal sealed class Load : IDisposable
{
    /// <summary>The size of a request's body, in bytes.</summary>
    public const int BodyBytes = 2048;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1024 });
    private readonly Uri _url;

    public Load(string url) => _url = new Uri($"{url}/llm/v1/chat/completions");

    /// <summary>Sends calls, so many at once, for a time. Returns how many there were.</summary>
    public async Task<int> ForAsync(TimeSpan time, int parallel, string alias, bool stream)
    {
        var body = Body(alias, stream);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (clock.Elapsed < time)
            {
                await CallAsync(body);
                count++;
            }

            return count;
        })));
        return counts.Sum();
    }

    /// <summary>Sends so many calls at once, and waits for all.</summary>
    public Task OnceAsync(int parallel, string alias)
    {
        var body = Body(alias, stream: true);
        return Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(() => CallAsync(body))));
    }

    public void Dispose() => _client.Dispose();

    private async Task CallAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Document.Key}");
        using var response = await _client.SendAsync(request, CancellationToken.None);
        // A gateway that fails fast must not look cheap.
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    private static byte[] Body(string alias, bool stream)
    {
        var head = $"{{\"model\":\"{alias}\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"";
        const string tail = "\"}]}";
        return Encoding.UTF8.GetBytes(head + new string('x', BodyBytes - head.Length - tail.Length) + tail);
    }
}
