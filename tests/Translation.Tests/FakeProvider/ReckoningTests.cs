using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public sealed class ReckoningTests : IAsyncLifetime
{
    private const string OpenAi = "/v1/chat/completions";
    private const string Anthropic = "/v1/messages";
    private ProviderClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Theory]
    [InlineData(OpenAi, false)]
    [InlineData(OpenAi, true)]
    [InlineData(Anthropic, false)]
    [InlineData(Anthropic, true)]
    public async Task Only_a_whole_good_answer_is_one(string path, bool stream)
    {
        _client.Provider.Script(
            Behaviour.Sensible, Faults.Status(500), Faults.HtmlPage(200), Faults.EmptyBody(), Behaviour.Sensible.CutAfterBytes(40, Ending.Proper), Faults.ErrorAfterEvents(1), Faults.TruncatedJson());
        for (var call = 0; call < 7; call++)
        {
            using var response = await _client.SayHelloAsync(path, stream);
            await Record.ExceptionAsync(() => response.Content.ReadAsByteArrayAsync(Cancellation));
        }

        await _client.Provider.WaitForIdleAsync(Cancellation);
        // A body that is not streamed is one piece: what stands behind it does not undo it.
        Assert.Equal([true, false, false, false, false, !stream, false], _client.Provider.Ledger.Entries.Select(entry => entry.IsAnswered));
    }

    [Theory]
    [InlineData(ClientEnd.Whole, 1, true)]
    [InlineData(ClientEnd.Whole, 0, false)]
    [InlineData(ClientEnd.Whole, 2, false)]
    [InlineData(ClientEnd.Broken, 0, true)]
    [InlineData(ClientEnd.Broken, 1, false)]
    [InlineData(ClientEnd.Refused, 1, false)]
    [InlineData(ClientEnd.Left, 0, true)]
    [InlineData(ClientEnd.Left, 1, true)]
    [InlineData(ClientEnd.Left, 2, false)]
    public async Task What_a_client_saw_is_what_was_given(ClientEnd seen, int answers, bool fits)
    {
        for (var answer = 0; answer < answers; answer++)
        {
            using var response = await _client.SendAsync(OpenAi, ProviderClient.Hello(OpenAi), ("x-request-id", "r1"));
        }

        await _client.Provider.WaitForIdleAsync(Cancellation);
        var findings = Reckoning.Of(_client.Provider.Ledger.Entries, new Dictionary<string, ClientEnd> { ["r1"] = seen });

        Assert.Equal(fits, findings.Count == 0);
    }

    [Fact]
    public async Task An_answer_for_nobody_is_found()
    {
        using var response = await _client.SayHelloAsync(OpenAi);
        await _client.Provider.WaitForIdleAsync(Cancellation);

        Assert.Single(Reckoning.Of(_client.Provider.Ledger.Entries, new Dictionary<string, ClientEnd>()));
    }

    [Fact]
    public async Task A_script_for_a_text_is_taken_by_no_other_call()
    {
        _client.Provider.ScriptFor("hello there", Faults.Status(500), Faults.Status(502)).ScriptFor("another text", Faults.Status(504));

        var statuses = new List<int>();
        for (var call = 0; call < 3; call++)
        {
            using var response = await _client.SayHelloAsync(OpenAi);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([500, 502, 200], statuses);
    }

    [Theory]
    [InlineData(Dialect.OpenAi, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", "\"stop\"}]}")]
    [InlineData(Dialect.Anthropic, "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "\"end_turn\"}}")]
    public void A_stream_has_ended_once_it_said_so_and_not_a_byte_before(Dialect dialect, string stream, string end)
    {
        var points = new CutPoints(dialect, System.Text.Encoding.UTF8.GetBytes(stream));
        var at = stream.IndexOf(end, StringComparison.Ordinal) + end.Length;

        Assert.All(Enumerable.Range(0, stream.Length + 1), cut => Assert.Equal((cut, cut >= at), (cut, points.At(cut).Ended)));
        Assert.Contains(at, points.Borders());
    }
}
