using System.Text;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Bodies of clients that are made to keep a server busy. Small mistakes are in the tests of request errors.</summary>
public sealed class ClientBodyTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const int Room = FaultsFixture.MaxRequestBytes - 1_000;

    public static TheoryData<string> Bombs => ["lists", "objects", "lists in a message", "names", "known names", "long name", "long number", "escapes", "half a surrogate", "bytes"];

    [Theory, MemberData(nameof(Bombs))]
    public async Task A_bomb_is_refused_or_served_and_nothing_else(string bomb)
    {
        var mark = Fixture.Mark();
        var started = TimeProvider.System.GetTimestamp();
        using var response = await Fixture.Http.ChatAsync(Bomb(bomb, mark), Cancellation);

        if (response.IsSuccessStatusCode)
        {
            Assert.Single(Fixture.AttemptsWith(mark));
        }
        else
        {
            await ApiError.OfAsync(response, 400, Cancellation);
            Assert.All(Fixture.AttemptsWith(mark), attempt => Assert.NotNull(attempt.Refusal));
        }

        // 64 KiB take microseconds; what is quadratic takes minutes.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_body_without_end_is_refused_at_the_limit()
    {
        var head = $"POST {ChatCalls.Path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";

        var seen = await RawCalls.ExchangeAsync(new Uri(Fixture.Gateway.Url), Utf8(head + chunk + chunk), TimeSpan.FromSeconds(5), Cancellation);

        Assert.Equal([413], RawCalls.StatusesOf(seen));
        Assert.Contains("request_too_large", seen, StringComparison.Ordinal);
    }

    /// <summary>Kestrel takes no less than 240 bytes a second after five seconds of grace. Both at once, so that these pass but once.</summary>
    [Fact]
    public async Task A_body_that_stops_or_drips_is_given_up_and_no_provider_hears_of_it()
    {
        var marks = new[] { Fixture.Mark(), Fixture.Mark() };
        var seen = await Task.WhenAll(marks.Select((mark, number) => SlowAsync(mark, drips: number == 1)));

        Assert.All(seen, answer => Assert.InRange(Assert.Single(RawCalls.StatusesOf(answer)), 400, 408));
        Assert.All(marks, mark => Assert.Empty(Fixture.AttemptsWith(mark)));
    }

    private async Task<string> SlowAsync(string mark, bool drips)
    {
        var body = $$"""{"model":"gpt-good","messages":[{"role":"user","content":"{{mark}}"}]}""";
        var head = $"POST {ChatCalls.Path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length + 10_000}\r\n\r\n{body}";
        using var connection = new System.Net.Sockets.TcpClient();
        var gateway = new Uri(Fixture.Gateway.Url);
        await connection.ConnectAsync(gateway.Host, gateway.Port, Cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), Cancellation);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var dripping = drips ? DripAsync(stream, done.Token) : Task.CompletedTask;
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(Cancellation) is { } line)
            {
                answer.Append(line).Append('\n');
            }
        }
        catch (IOException)
        {
            // The connection may be reset behind the answer.
        }

        await done.CancelAsync();
        await dripping;
        return answer.ToString();
    }

    private static async Task DripAsync(System.Net.Sockets.NetworkStream stream, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                await stream.WriteAsync(" "u8.ToArray(), cancellation);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The gateway has had enough.
        }
    }

    private static string Bomb(string name, string mark)
    {
        var start = $$"""{"model":"gpt-good","messages":[{"role":"user","content":"{{mark}}"}]""";
        return name switch
        {
            "lists" => $"{start},\"x\":{new string('[', Room)}",
            "objects" => $"{start},\"x\":{string.Concat(Enumerable.Repeat("{\"a\":", Room / 5))}",
            "lists in a message" => $"{{\"model\":\"gpt-good\",\"messages\":{new string('[', Room / 2)}{new string(']', Room / 2)}}}",
            "names" => $"{start},{string.Join(',', Enumerable.Range(0, Room / 16).Select(at => $"\"n{at:D8}\":0"))}}}",
            "known names" => $"{start},{string.Join(',', Enumerable.Range(0, Room / 16).Select(at => $"\"MODEL{at:D4}\":0"))}}}",
            "long name" => $"{start},\"{new string('m', Room)}\":0}}",
            "long number" => $"{start},\"seed\":{new string('9', Room)}}}",
            "escapes" => $"{start},\"x\":\"{string.Concat(Enumerable.Repeat("\\u0000", Room / 6))}\"}}",
            "half a surrogate" => $"{start},\"x\":\"{string.Concat(Enumerable.Repeat("\\ud800", Room / 6))}\"}}",
            _ => new string('\u0001', Room),
        };
    }
}
