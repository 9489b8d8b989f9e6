using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A client that leaves, stalls or dies takes its provider call with it, two processes away.</summary>
public sealed class HangUpTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    /// <summary>What the gateway promises.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("waiting for headers", false)]
    [InlineData("waiting for headers", true)]
    [InlineData("after headers", false)]
    [InlineData("mid-stream", true)]
    [InlineData("pouring", true)]
    public async Task A_hang_up_reaches_the_provider_within_half_a_second(string phase, bool stream)
    {
        var gate = new Gate();
        fixture.Provider.Script(phase switch
        {
            "waiting for headers" => Behaviour.Sensible.HeldBeforeHeaders(gate),
            "after headers" => Behaviour.Sensible.HeldAfter(0, gate),
            "mid-stream" => Behaviour.Sensible.HeldAfter(6, gate),
            _ => Faults.Endless(),
        });
        var calls = fixture.Provider.Requests.Count;
        using var client = new RawClient(fixture.Front.Url);
        await client.SendAsync("gpt", stream, Cancellation);
        await fixture.Provider.WaitForRequestsAsync(calls + 1, Cancellation);
        var entry = fixture.Provider.Ledger.Entries[^1];
        if (phase == "pouring")
        {
            await client.ReadAsync(1024 * 1024, Cancellation);
        }
        else
        {
            await gate.Reached.WaitAsync(Cancellation);
        }

        if (phase == "mid-stream")
        {
            await client.ReadUntilAsync("You", Cancellation);
        }

        var left = TimeProvider.System.GetUtcNow();
        client.Dispose();
        await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);

        Assert.Equal(CallEnd.Aborted, entry.End);
        Assert.InRange(entry.EndedAt!.Value - left, TimeSpan.FromMilliseconds(-50), Soon);
    }

    [Fact]
    public async Task A_slow_reader_gets_everything()
    {
        fixture.Provider.Script(Faults.Chunks(30_000));
        using var client = new RawClient(fixture.Front.Url);
        await client.SendAsync("gpt", stream: true, Cancellation);

        // More than all buffers hold together, and read so slowly that they are full nearly all the time, but never for 10 seconds.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var pause = 0; pause < 30; pause++)
        {
            await client.ReadAsync(64 * 1024, Cancellation);
            await timer.WaitForNextTickAsync(Cancellation);
        }

        await client.ReadUntilAsync("data: [DONE]", Cancellation);
    }

    [Fact]
    public async Task A_reader_that_stalls_for_ten_seconds_is_cut_off_and_frees_the_provider()
    {
        fixture.Provider.Script(Faults.Endless());
        var calls = fixture.Provider.Requests.Count;
        using var client = new RawClient(fixture.Front.Url);
        await client.SendAsync("gpt", stream: true, Cancellation);
        await fixture.Provider.WaitForRequestsAsync(calls + 1, Cancellation);
        var entry = fixture.Provider.Ledger.Entries[^1];

        await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);

        Assert.Equal(CallEnd.Aborted, entry.End);
        // What was held for a client that reads nothing: the buffers of the sockets, and those of the two processes.
        Assert.InRange(entry.Bytes, 0, 32 * 1024 * 1024);
        Assert.DoesNotContain("[DONE]", await client.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_death_of_a_front_end_frees_the_provider()
    {
        await using var front = fixture.Cluster.Start("Api");
        await front.ReadyAsync(Cancellation);
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        var calls = fixture.Provider.Requests.Count;
        using var client = new RawClient(front.Url);
        await client.SendAsync("gpt", stream: true, Cancellation);
        await gate.Reached.WaitAsync(Cancellation);
        var entry = fixture.Provider.Ledger.Entries[calls];

        var killed = TimeProvider.System.GetUtcNow();
        await front.Process.KillAsync(Cancellation);
        await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);

        Assert.Equal(CallEnd.Aborted, entry.End);
        Assert.InRange(entry.EndedAt!.Value - killed, TimeSpan.Zero, TimeSpan.FromSeconds(35));
    }
}
