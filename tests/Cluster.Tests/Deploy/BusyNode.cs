using System.Net.Http.Headers;
using System.Net.Http.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>
/// A node on which everything happens that an operator watches: answers of both formats, streams, money, limits that refuse, texts that are blocked or
/// cannot be judged, a cache that hits, a backend that is down and its circuit, and a retry budget that is used up.
/// </summary>
internal sealed class BusyNode : IAsyncDisposable
{
    /// <summary>Nobody listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:9";

    private static readonly string[] Products = ["plain", "tight", "spent", "judged", "unjudged", "cached"];

    private readonly Node _node;
    private readonly ContentSafetyService _safety;
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _keys = [];
    private readonly CancellationTokenSource _over;
    private Task _calls = Task.CompletedTask;

    private BusyNode(Node node, ContentSafetyService safety, CancellationToken cancellation)
    {
        (_node, _safety, _over) = (node, safety, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        _http.BaseAddress = new Uri(node.Url);
    }

    public Uri Url => _http.BaseAddress!;

    public static async Task<BusyNode> StartAsync(TestCluster cluster, CancellationToken cancellation)
    {
        var node = cluster.Start("All", ("Relay__RetryBudgetPercent", "0"), ("Relay__RetryBudgetFloor", "0"));
        await node.ReadyAsync(cancellation);
        var busy = new BusyNode(node, await ContentSafetyService.StartAsync(cancellation), cancellation);
        await busy.PrepareAsync(cluster.Provider.Url);
        busy._calls = busy.CallAsync();
        return busy;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _calls;
        _http.Dispose();
        await _safety.DisposeAsync();
        _over.Dispose();
    }

    private async Task PrepareAsync(string provider)
    {
        var header = new { header = new { name = "Authorization", value = "Bearer sk-provider-key" } };
        await PutAsync("backends/priced", new { format = "openai", url = $"{provider}/v1", model = "gpt-4o", credentials = header, prices = new { input = 100, output = 200 }, maxConcurrent = 50 });
        await PutAsync("backends/down", new { format = "openai", url = Nowhere, model = "gpt-4o", credentials = header });
        // Nothing is asked again of a backend whose circuit is open.
        await PutAsync("backends/failing", new { format = "openai", url = Nowhere, model = "gpt-4o", credentials = header, circuit = new { enabled = false } });
        await PutAsync("apis/llm/aliases/failing", Documents.Target("failing"));
        await PutAsync("apis/llm/aliases/priced", Documents.Target("priced"));
        await PutAsync("apis/llm/aliases/down", Documents.Target("down"));
        var safety = new { endpoint = _safety.Url, credentials = new { header = new { name = "Ocp-Apim-Subscription-Key", value = ContentSafetyService.Key } }, categories = new { hate = 2 }, onFailure = "refuse" };
        object[] more =
        [
            new { },
            new { limits = new[] { new { requestsPerMinute = 1 } } },
            new { limits = new[] { new { spendLimit = 0.000001, spendLimitPeriod = "Monthly" } } },
            new { contentSafety = safety },
            new { contentSafety = safety with { endpoint = Nowhere, onFailure = "allow" } },
            new { cache = new { ttl = "01:00:00" } },
        ];
        for (var at = 0; at < Products.Length; at++)
        {
            var product = System.Text.Json.JsonSerializer.SerializeToNode(more[at])!.AsObject();
            product["apis"] = System.Text.Json.JsonSerializer.SerializeToNode(new { llm = new[] { "*" } });
            await PutAsync($"products/{Products[at]}", product);
            var made = await PutAsync($"subscriptions/{Products[at]}", new { product = Products[at] });
            _keys[Products[at]] = (string)made["keys"]!["primary"]!;
        }
    }

    private async Task<System.Text.Json.Nodes.JsonNode> PutAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/admin/v1/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var response = await _http.SendAsync(request, _over.Token);
        var text = await response.Content.ReadAsStringAsync(_over.Token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return System.Text.Json.Nodes.JsonNode.Parse(text)!;
    }

    // A rate needs calls between two looks at the counters, so they go on until nobody looks any more.
    private async Task CallAsync()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        try
        {
            while (await pause.WaitForNextTickAsync(_over.Token))
            {
                await SayAsync("plain", "gpt", "hello", isStream: true);
                await SayAsync("plain", "claude", "hello", isStream: true);
                await SayAsync("plain", "priced", "hello", isStream: false);
                await SayAsync("plain", "down", "hello", isStream: false);
                await SayAsync("plain", "failing", "hello", isStream: false);
                await SayAsync("tight", "gpt", "hello", isStream: false);
                await SayAsync("spent", "priced", "hello", isStream: false);
                await SayAsync("judged", "gpt", "vilehate6", isStream: false);
                await SayAsync("judged", "gpt", "a friendly word", isStream: false);
                await SayAsync("unjudged", "gpt", "a friendly word", isStream: false);
                await SayAsync("cached", "gpt", "always the same", isStream: false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private async Task SayAsync(string product, string alias, string text, bool isStream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/llm/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = alias, stream = isStream, messages = new[] { new { role = "user", content = text } } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys[product]);
        using var response = await _http.SendAsync(request, _over.Token);
        _node.Process.ThrowIfEnded();
    }
}
