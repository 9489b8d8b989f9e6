using System.Collections.Concurrent;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Connections that end in the middle of a stream. Every byte of many more streams is cut in the tests of the translation.</summary>
public sealed class CutStreamTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const int Step = 37;
    private const int AtOnce = 16;

    public static TheoryData<string> Streams => ["openai: two tool calls", "anthropic: thinking", "anthropic: two tool calls"];

    [Theory, MemberData(nameof(Streams))]
    public async Task A_stream_that_is_cut_ends_well_only_if_it_had_ended(string name)
    {
        var sample = SampleStreams.Own.Single(sample => sample.Name == name);
        var points = new CutPoints(sample.Dialect, sample.Bytes);
        var cuts = Enumerable.Range(0, sample.Bytes.Length).Where(at => at % Step == 0).Concat(points.Borders()).Append(sample.Bytes.Length).Distinct();
        var cases = cuts.SelectMany(cut => ((Ending[])[Ending.Fin, Ending.Reset, Ending.Proper]).Select(ending => (cut, ending)));
        var lies = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (one, _) =>
        {
            var (ended, reasons) = await EndsWellAsync(sample, one.cut, one.ending);
            var said = points.At(one.cut);
            // A reset overtakes bytes that had arrived, so less may be seen; never more.
            if ((ended && !said.Ended) || reasons > said.FinishReasons || (one.ending is Ending.Proper && ended != said.Ended))
            {
                lies.Add($"{one.ending} behind {one.cut} of {sample.Bytes.Length} bytes: ended well {ended} with {reasons} finish reasons, the provider {said}");
            }
        });

        Assert.Empty(lies);
        Fixture.AssertLogIsClean();
    }

    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task A_connection_that_ends_before_the_answer_is_passed_over(string family, bool stream)
    {
        foreach (var fault in (Behaviour[])
        [
            Faults.ClosesBeforeHeaders(), Faults.ResetsBeforeHeaders(), Behaviour.Sensible.CutAfterBytes(0),
            Behaviour.Sensible.CutAfterBytes(30), Behaviour.Sensible.CutAfterBytes(30, Ending.Reset), Behaviour.Sensible.CutAfterBytes(30, Ending.Proper),
        ])
        {
            await IsPassedOverAsync(Fixture.Fresh(family), fault, stream);
            await IsToldAsync(Fixture.Fresh(family), fault, stream, 502, "upstream_unreachable", "stream_truncated", "upstream_malformed");
        }
    }

    /// <summary>As it is where the connection ends properly: of such an answer nothing is missing.</summary>
    [Theory]
    [InlineData("gpt", Ending.Proper)]
    [InlineData("gpt", Ending.Fin)]
    [InlineData("gpt", Ending.Stall)]
    [InlineData("claude", Ending.Proper)]
    [InlineData("claude", Ending.Fin)]
    [InlineData("claude", Ending.Stall)]
    public async Task An_answer_that_lacks_nothing_but_its_end_is_whole(string family, Ending ending)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, Behaviour.Sensible.Changed((_, reply) => reply with { Pieces = reply.Pieces.SkipLast(1).ToList() }).EndingWith(ending));

        using var response = await Fixture.Http.SayAsync(Fixture.Hurried(family), mark, Cancellation, stream: true);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal($"You said: {mark}", ChatCalls.TextOf(events));
        Assert.Equal(["stop"], ChatCalls.FinishReasonsOf(events));
        Assert.DoesNotContain(events, data => data.Contains("\"error\"", StringComparison.Ordinal));
    }

    private async Task<(bool Ended, int Reasons)> EndsWellAsync(StreamSample sample, int cut, Ending ending)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, Behaviour.Of(_ => new Reply(200, Reply.EventStream, [sample.Bytes])).CutAfterBytes(cut, ending));

        using var response = await Fixture.Http.SayAsync(Fixture.Fresh(sample.Dialect is Dialect.Anthropic ? "claude" : "gpt"), mark, Cancellation, stream: true);

        if (!response.IsSuccessStatusCode)
        {
            await ApiError.OfAsync(response, 502, Cancellation);
            return (false, 0);
        }

        var events = await response.EventsAsync(Cancellation);
        var isBroken = events[^1].StartsWith("{\"error\"", StringComparison.Ordinal);
        Assert.True(!isBroken || !events.Contains("[DONE]"), "Done, and an error?");
        return (!isBroken, ChatCalls.FinishReasonsOf(isBroken ? events.SkipLast(1) : events).Count);
    }
}
