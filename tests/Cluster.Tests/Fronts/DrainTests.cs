using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A front end that is told to stop brings its calls to their end first, or to an end that their clients can see.</summary>
public sealed class DrainTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_stream_in_flight_is_whole_although_its_front_end_stops()
    {
        await using var front = fixture.Cluster.Start("Api");
        await front.ReadyAsync(Cancellation);
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var response = await front.SayAsync("gpt", "one two three four five six seven", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        front.Process.Signal("TERM");
        await front.Process.WaitForAsync("is going to stop", Cancellation);
        gate.Release();

        var last = "";
        await foreach (var data in response.EventsAsync(Cancellation))
        {
            last = data;
        }

        Assert.Equal("[DONE]", last);
        Assert.Equal(0, await front.Process.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_stream_that_takes_too_long_is_told_that_its_front_end_stops()
    {
        await using var front = fixture.Cluster.Start("Api", ("DrainTimeout", "00:00:00.5"));
        await front.ReadyAsync(Cancellation);
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var response = await front.SayAsync("gpt", "one two three four five six seven", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        front.Process.Signal("TERM");
        var last = "";
        await foreach (var data in response.EventsAsync(Cancellation))
        {
            last = data;
        }

        Assert.Contains("shutting_down", last, StringComparison.Ordinal);
        Assert.Equal(0, await front.Process.ExitAsync(Cancellation));
    }
}
