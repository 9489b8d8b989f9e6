using System.IO.Compression;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Anthropic = "/v1/messages";
    private const string OpenAi = "/v1/chat/completions";
    private ProviderClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ScriptedProvider Provider => _client.Provider;

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Theory]
    [InlineData(Anthropic, 529, "\"type\":\"overloaded_error\"")]
    [InlineData(Anthropic, 401, "\"type\":\"authentication_error\"")]
    [InlineData(Anthropic, 500, "\"request_id\":\"req_")]
    [InlineData(OpenAi, 503, "\"type\":\"server_error\"")]
    [InlineData(OpenAi, 401, "\"param\":null")]
    public async Task An_error_comes_in_the_words_of_its_provider(string path, int status, string part)
    {
        Provider.Script(Faults.Status(status));

        using var response = await _client.SayHelloAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_says_when_in_whatever_words_the_test_wants()
    {
        Provider.Script(Faults.RateLimited("Wed, 21 Oct 2031 07:28:00 GMT"), Faults.RateLimited("-1", "250"), Faults.RateLimited(retryAfter: null));

        var said = new List<string>();
        for (var call = 0; call < 3; call++)
        {
            using var response = await _client.SayHelloAsync(OpenAi);
            Assert.Equal(429, (int)response.StatusCode);
            said.Add(string.Join('|', response.Headers.NonValidated.Where(header => header.Key.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.ToString())));
        }

        Assert.Equal(["Wed, 21 Oct 2031 07:28:00 GMT", "-1|250", ""], said);
    }

    [Fact]
    public async Task The_script_goes_first_then_the_latest_rule_then_good_sense()
    {
        Provider.On("gpt-4o", Faults.Status(500)).On(request => request.Model == "gpt-4o" ? Faults.Status(502) : null).Script(Faults.Status(503));

        int[] statuses = [await StatusAsync("gpt-4o"), await StatusAsync("gpt-4o"), await StatusAsync("gpt-4o-mini")];

        Assert.Equal([503, 502, 200], statuses);
    }

    [Theory]
    [InlineData(Anthropic, 0, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")]
    [InlineData(OpenAi, 0, "data: {\"error\":{\"message\":\"Overloaded\"")]
    public async Task An_error_can_come_inside_a_200(string path, int events, string start)
    {
        Provider.Script(Faults.ErrorAfterEvents(events), Faults.ErrorAfterEvents(events + 2));

        using var first = await _client.SayHelloAsync(path, stream: true);
        using var later = await _client.SayHelloAsync(path, stream: true);

        Assert.Equal(200, (int)first.StatusCode);
        Assert.StartsWith(start, await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(3, (await later.Content.ReadAsStringAsync(Cancellation)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_gate_holds_calls_without_a_clock()
    {
        var (headers, body) = (new Gate(), new Gate());
        Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(headers), Behaviour.Sensible.HeldAfter(2, body));

        var held = _client.SayHelloAsync(Anthropic, stream: true);
        await headers.Reached.WaitAsync(Cancellation);
        Assert.False(held.IsCompleted);
        headers.Release();
        using var first = await held;

        using var second = await _client.SayHelloAsync(Anthropic, stream: true);
        await body.Reached.WaitAsync(Cancellation);
        Assert.Equal(2, Provider.Ledger.Entries[1].Events);
        Assert.Equal(CallEnd.Open, Provider.Ledger.Entries[1].End);
        body.Release();
        Assert.Contains("message_stop", await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_chunks_take_no_memory_beforehand()
    {
        Provider.Script(Faults.Chunks(100_000));

        using var response = await _client.SayHelloAsync(OpenAi, stream: true);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        using var reader = new StreamReader(body);
        var events = 0;
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            events += line.Length > 0 ? 1 : 0;
        }

        Assert.InRange(events, 100_000, 100_010);
    }

    [Fact]
    public async Task Bodies_can_be_wrong_in_every_way()
    {
        Provider.Script(Faults.HtmlPage(), Faults.EmptyBody(), Faults.TruncatedJson(), Behaviour.Sensible.WithContentType("text/plain"), Faults.HugeEvent(1_000_000), Faults.HugeBody(1_000_000));

        Assert.Equal(("text/html", 502), await KindAsync());
        Assert.Equal(("application/json", 200), await KindAsync(body => Assert.Empty(body)));
        Assert.Equal(("application/json", 200), await KindAsync(body => Assert.False(body.EndsWith('}'))));
        Assert.Equal(("text/plain", 200), await KindAsync());
        Assert.Equal(("text/event-stream", 200), await KindAsync(body => Assert.InRange(body.Length, 1_000_000, 1_005_000)));
        Assert.Equal(("application/json", 200), await KindAsync(body => Assert.InRange(body.Length, 1_000_000, 1_100_000)));
    }

    [Fact]
    public async Task A_small_body_grows_when_it_is_unpacked()
    {
        Provider.Script(Faults.GzipBomb(50L * 1024 * 1024));

        using var response = await _client.SayHelloAsync(OpenAi);
        var packed = await response.Content.ReadAsByteArrayAsync(Cancellation);
        await using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var buffer = new byte[1 << 20];
        var grown = 0L;
        for (int read; (read = await gzip.ReadAsync(buffer, Cancellation)) > 0;)
        {
            grown += read;
        }

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.InRange(packed.Length, 1, 200_000);
        Assert.Equal(50L * 1024 * 1024, grown);
    }

    [Theory]
    [InlineData(Anthropic, "ping")]
    [InlineData(OpenAi, ": PROCESSING")]
    public async Task A_stream_can_be_alive_and_say_nothing(string path, string sign)
    {
        Provider.Script(Faults.OnlyPings());

        using var response = await _client.SayHelloAsync(path, stream: true);
        await Provider.Ledger.WaitForAsync(entry => entry.Events > 10, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var lines = new List<string>();
        while (lines.Count < 20)
        {
            lines.Add(await reader.ReadLineAsync(Cancellation) ?? "");
        }

        Assert.Contains(lines, line => line.Contains(sign, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("hello", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Lines_can_end_in_any_way(string lineEnd)
    {
        Provider.Script(Behaviour.Sensible.WithLineEnds(lineEnd));

        using var response = await _client.SayHelloAsync(Anthropic, stream: true);
        var text = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.EndsWith(lineEnd + lineEnd, text, StringComparison.Ordinal);
        Assert.Equal(lineEnd.Contains('\n', StringComparison.Ordinal), text.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recordings_are_replayed_to_the_byte()
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        foreach (var recording in WireFixtures.Of(WireKind.AnthropicStream, WireKind.OpenAiStream, WireKind.AnthropicAnswer, WireKind.OpenAiError))
        {
            Provider.Script(Faults.Replay(recording));
            using var response = await _client.SayHelloAsync(OpenAi);

            Assert.Equal(recording.ReplayStatus, (int)response.StatusCode);
            Assert.Equal(recording.Bytes(), await response.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    private async Task<int> StatusAsync(string model)
    {
        using var response = await _client.SendAsync(OpenAi, ProviderClient.Hello(OpenAi, model: model));
        return (int)response.StatusCode;
    }

    private async Task<(string? Type, int Status)> KindAsync(Action<string>? check = null)
    {
        using var response = await _client.SayHelloAsync(OpenAi);
        check?.Invoke(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.Content.Headers.ContentType?.MediaType, (int)response.StatusCode);
    }
}
