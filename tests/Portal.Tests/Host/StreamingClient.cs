using System.Net.Http.Json;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>A client with a long answer that it is slow to read, so that the call is in flight for as long as the test needs it.</summary>
internal sealed class StreamingClient : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private StreamingClient(HttpClient http, HttpResponseMessage response, Stream body) => (_http, _response, _body) = (http, response, body);

    public static async Task<StreamingClient> StartAsync(BrowserFixture fixture, string alias)
    {
        var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url), Timeout = TimeSpan.FromMinutes(2) };
        var request = new HttpRequestMessage(HttpMethod.Post, "/llm/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = alias, stream = true, messages = new[] { new { role = "user", content = "!tokens 1000000" } } }),
            Headers = { { "Authorization", "Bearer demo-key" } },
        };
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        Assert.NotEqual(0, await body.ReadAsync(new byte[16], Patience.Token));
        return new StreamingClient(http, response, body);
    }

    /// <summary>Reads on: false when the answer has ended or was broken off.</summary>
    public async Task<bool> GoesOnAsync() => await _body.ReadAsync(new byte[256], Patience.Token) > 0;

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
        _http.Dispose();
    }
}
