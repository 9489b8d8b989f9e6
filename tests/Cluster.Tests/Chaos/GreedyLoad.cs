using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>Calls of one subscription at a steady pace, whatever becomes of them, over all nodes that are up. Of several lengths, so that estimates are off.</summary>
internal sealed partial class GreedyLoad : IAsyncDisposable
{
    public const int CallsPerSecond = 100;

    /// <summary>Of a call's text, in words.</summary>
    public static readonly int[] Sizes = [10, 30, 60, 100];

    private const int MostInFlight = 512;

    private readonly CancellationTokenSource _stop = new();
    private readonly string _key;
    private readonly Task _all;
    private IReadOnlyList<Node> _nodes;
    private int _sent;
    private int _refused;

    public GreedyLoad(IReadOnlyList<Node> nodes, string key)
    {
        (_nodes, _key) = (nodes, key);
        _all = Task.Run(SendAllAsync);
    }

    /// <summary>The nodes that calls go to from now on.</summary>
    public IReadOnlyList<Node> Nodes
    {
        set => Volatile.Write(ref _nodes, value);
    }

    /// <summary>Calls so far.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Calls that a limit has refused so far.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public static string Text(int size) => $"size-{size} {string.Join(' ', Enumerable.Repeat("word", size))}";

    /// <summary>The length of the call that an attempt at the provider is for.</summary>
    public static int SizeOf(LedgerEntry entry) => int.Parse(Size().Match(Encoding.UTF8.GetString(entry.Request.Body.Span)).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Ends the load and waits for the calls that are in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _all;
        _stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromMinutes(1) };
        var inFlight = new HashSet<Task>();
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                inFlight.RemoveWhere(call => call.IsCompleted);
                // What a busy machine has delayed is made up for.
                for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * CallsPerSecond); _sent < due && inFlight.Count < MostInFlight;)
                {
                    var number = Interlocked.Increment(ref _sent);
                    var nodes = Volatile.Read(ref _nodes);
                    inFlight.Add(OneAsync(http, nodes[number % nodes.Count].Url, number));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(inFlight);
    }

    private async Task OneAsync(HttpClient http, string url, int number)
    {
        var text = Text(Sizes[Random.Shared.Next(Sizes.Length)]);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = "gpt", stream = number % 4 == 0, messages = new[] { new { role = "user", content = text } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/llm/v1/chat/completions")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        try
        {
            using var response = await http.SendAsync(request);
            if (response.StatusCode is HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref _refused);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            // Its node has died.
            Debug.WriteLine(error.Message);
        }
    }

    [GeneratedRegex(@"size-(\d+)")]
    private static partial Regex Size();
}
