using System.Net.Sockets;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public sealed class BrokenConnectionTests : IAsyncLifetime
{
    private const string Anthropic = "/v1/messages";
    private const string OpenAi = "/v1/chat/completions";
    private ProviderClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ScriptedProvider Provider => _client.Provider;

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Theory]
    [InlineData(Ending.Fin)]
    [InlineData(Ending.Reset)]
    [InlineData(Ending.Proper)]
    public async Task A_cut_comes_at_the_very_byte(Ending ending)
    {
        using var whole = await _client.SayHelloAsync(Anthropic, stream: true);
        var length = (await whole.Content.ReadAsByteArrayAsync(Cancellation)).Length;
        foreach (var at in new[] { 0, 1, length / 2, length - 1 })
        {
            Provider.Script(Behaviour.Sensible.CutAfterBytes(at, ending));
            using var response = await _client.SayHelloAsync(Anthropic, stream: true);
            var (read, broken) = await ReadAsync(response);

            Assert.Equal((at, ending is not Ending.Proper), (read, broken));
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.Equal(ending is Ending.Proper ? 5 : 1, Provider.Ledger.Entries.Count(entry => entry.End is CallEnd.Completed));
    }

    [Fact]
    public async Task A_connection_can_break_before_any_answer()
    {
        foreach (var fault in new[] { Faults.ClosesBeforeHeaders(), Faults.ResetsBeforeHeaders() })
        {
            Provider.Script(fault);
            await Assert.ThrowsAsync<HttpRequestException>(() => _client.SayHelloAsync(OpenAi));
        }
    }

    [Theory]
    [InlineData("headers")]
    [InlineData("stall")]
    [InlineData("endless")]
    public async Task A_caller_that_leaves_is_noticed(string phase)
    {
        Provider.Script(phase switch { "headers" => Faults.NeverAnswers(), "stall" => Faults.StallsAfterEvents(3), _ => Faults.Endless() });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var sent = _client.SendAsync(Anthropic, ProviderClient.Hello(Anthropic, stream: true), leave.Token, ("x-request-id", "r1"));
        await Provider.Ledger.WaitForAsync(entry => phase is "headers" || entry.Events >= 3, Cancellation);
        Assert.Equal(1, Provider.OpenCalls);
        if (phase is not "headers")
        {
            (await sent).Dispose();
        }

        await leave.CancelAsync();
        var entry = await Provider.WaitForAbortAsync(Cancellation, "r1");

        Assert.Equal((CallEnd.Aborted, true), (entry.End, entry.EndedAt >= entry.StartedAt));
        await Provider.WaitForIdleAsync(Cancellation);
    }

    [Fact]
    public async Task Slices_cut_through_events_and_slow_headers_arrive_in_the_end()
    {
        Provider.Script(Behaviour.Sensible.InSlicesOf(3), Behaviour.Sensible.WithSlowHeaders(TimeSpan.FromTicks(1)), Behaviour.Sensible);

        using var sliced = await _client.SayHelloAsync(Anthropic, stream: true);
        using var slow = await _client.SayHelloAsync(Anthropic, stream: true);
        using var plain = await _client.SayHelloAsync(Anthropic, stream: true);
        string[] texts = [await sliced.Content.ReadAsStringAsync(Cancellation), await slow.Content.ReadAsStringAsync(Cancellation), await plain.Content.ReadAsStringAsync(Cancellation)];

        Assert.All(texts, text => Assert.Contains("message_stop", text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Equal(texts[2].Length, text.Length));
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Not_even_the_http_need_be_right(string bytes)
    {
        Provider.Script(Faults.Raw(bytes));

        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var response = await _client.SayHelloAsync(OpenAi);
            await response.Content.LoadIntoBufferAsync(Cancellation);
        });
    }

    [Fact]
    public async Task Headers_can_be_too_many()
    {
        Provider.Script(Faults.HugeHeaders(100_000));

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.SayHelloAsync(OpenAi));
    }

    [Fact]
    public async Task Connections_are_counted()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(Provider.Url).Port, Cancellation);
        await socket.SendAsync("GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n"u8.ToArray(), Cancellation);
        await socket.ReceiveAsync(new byte[1], Cancellation);
        using var response = await _client.SayHelloAsync(OpenAi);

        Assert.Equal((2, 2), (Provider.Connections, Provider.ConnectionsEver));
    }

    [Fact]
    public async Task Mass_hang_ups_leave_nothing_running()
    {
        Provider.On(_ => Faults.Endless());
        for (var call = 0; call < 50; call++)
        {
            (await _client.SayHelloAsync(OpenAi, stream: true)).Dispose();
        }

        await Provider.WaitForIdleAsync(Cancellation);
        Assert.All(Provider.Ledger.Entries, entry => Assert.Equal(CallEnd.Aborted, entry.End));
        // A write that was on its way when its caller left may still be counted; then nothing moves any more.
        var (before, now) = (-1L, 0L);
        for (var round = 0; round < 50 && before != now; round++)
        {
            before = now;
            (await _client.SendAsync("/v1/models/none", "{}")).Dispose();
            now = Provider.Ledger.Entries.Take(50).Sum(entry => entry.Bytes);
        }

        Assert.Equal(before, now);
    }

    private static async Task<(int Read, bool Broken)> ReadAsync(HttpResponseMessage response)
    {
        var read = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
            var buffer = new byte[64];
            for (int now; (now = await body.ReadAsync(buffer, Cancellation)) > 0;)
            {
                read += now;
            }

            return (read, false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException) // What a broken connection looks like depends on where it broke.
        {
            return (read, true);
        }
    }
}
