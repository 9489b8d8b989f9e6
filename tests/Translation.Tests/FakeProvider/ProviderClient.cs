using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

/// <summary>A provider and a client of it.</summary>
internal sealed class ProviderClient : IAsyncDisposable
{
    private readonly HttpClient _http;

    private ProviderClient(ScriptedProvider provider) =>
        (Provider, _http) = (provider, new HttpClient { BaseAddress = new Uri(provider.Url), Timeout = TimeSpan.FromSeconds(30) });

    internal ScriptedProvider Provider { get; }

    internal static async Task<ProviderClient> StartAsync(ScriptedProviderOptions? options = null) =>
        new(await ScriptedProvider.StartAsync(TestContext.Current.CancellationToken, options));

    internal Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(path, body, TestContext.Current.CancellationToken, headers);

    internal async Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var anthropic = path.EndsWith("/messages", StringComparison.Ordinal);
        (string Name, string Value)[] usual = anthropic ? [("x-api-key", "k"), ("anthropic-version", "2023-06-01")] : [("authorization", "Bearer k")];
        foreach (var (name, value) in usual.Where(one => !headers.Any(other => other.Name == one.Name)).Concat(headers).Where(one => one.Value != ""))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>A good request in the format of the path.</summary>
    internal Task<HttpResponseMessage> SayHelloAsync(string path, bool stream = false) => SendAsync(path, Hello(path, stream));

    internal static string Hello(string path, bool stream = false, string? model = null)
    {
        var anthropic = path.EndsWith("/messages", StringComparison.Ordinal);
        model ??= anthropic ? "claude-sonnet-4-5" : "gpt-4o";
        var limit = anthropic ? "\"max_tokens\":100," : "";
        return $$"""{"model":"{{model}}",{{limit}}"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hello there"}]}""";
    }

    internal async Task<JsonNode> AskAsync(string path, string body)
    {
        using var response = await SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The data of every event.</summary>
    internal async Task<List<string>> StreamAsync(string path, string body)
    {
        using var response = await SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..])];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Provider.DisposeAsync();
    }
}
