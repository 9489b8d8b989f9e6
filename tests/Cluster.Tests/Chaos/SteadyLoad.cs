using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>
/// Calls at a steady pace, whole ones and streams in turn, each node over a pool of connections of its own: so it is known whose connection a lost
/// call was on. Nothing is sent twice.
/// </summary>
internal sealed partial class SteadyLoad : IAsyncDisposable
{
    /// <summary>To one node: one that hangs must not fill the memory of the test.</summary>
    private const int MostInFlight = 64;

    private static readonly string[] Aliases = ["gpt", "claude"];
    private static int _lastId;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SeenCall> _seen = [];
    private readonly HttpClient[] _pools;
    private readonly Task _all;

    public SteadyLoad(IReadOnlyList<Node> nodes, int callsPerSecond)
    {
        _pools = [.. nodes.Select(node => new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(node.Url), Timeout = TimeSpan.FromMinutes(1) })];
        _all = Task.WhenAll(_pools.Select((_, node) => CallAsync(node, TimeSpan.FromSeconds((double)nodes.Count / callsPerSecond))));
    }

    /// <summary>Ends the load and waits for the calls that are in flight.</summary>
    public async Task<IReadOnlyList<SeenCall>> StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
        return [.. _seen];
    }

    /// <summary>Which call an attempt at the provider is for.</summary>
    public static string CallOf(LedgerEntry entry) => Id().Match(Encoding.UTF8.GetString(entry.Request.Body.Span)).Value;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _all;
        _stop.Dispose();
        Array.ForEach(_pools, pool => pool.Dispose());
    }

    private async Task CallAsync(int node, TimeSpan pace)
    {
        using var timer = new PeriodicTimer(pace);
        var inFlight = new HashSet<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                inFlight.RemoveWhere(call => call.IsCompleted);
                if (inFlight.Count < MostInFlight)
                {
                    inFlight.Add(OneAsync(node, Interlocked.Increment(ref _lastId)));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(inFlight);
    }

    private async Task OneAsync(int node, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"call-{number:D7}");
        var started = TimeProvider.System.GetTimestamp();
        var (end, problem) = await SendAsync(_pools[node], Aliases[number % 2], id, stream: number % 4 < 2);
        _seen.Enqueue(new(id, node, started, TimeProvider.System.GetTimestamp(), end, problem));
    }

    private static async Task<(ClientEnd, string?)> SendAsync(HttpClient pool, string alias, string id, bool stream)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = alias, stream, messages = new[] { new { role = "user", content = $"{id} one two three" } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/llm/v1/chat/completions")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Documents.Key);
        try
        {
            using var response = await pool.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var answer = await response.Content.ReadAsStringAsync();
            return response.StatusCode is not HttpStatusCode.OK ? (ClientEnd.Refused, $"{(int)response.StatusCode} {answer}")
                : (stream ? answer.TrimEnd().EndsWith("data: [DONE]", StringComparison.Ordinal) : answer.Contains($"You said: {id} one two three", StringComparison.Ordinal)) ? (ClientEnd.Whole, null)
                : (ClientEnd.Broken, answer);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            return (ClientEnd.Left, $"{error.GetType().Name}: {error.Message}");
        }
    }

    [GeneratedRegex(@"call-\d{7}")]
    private static partial Regex Id();
}
