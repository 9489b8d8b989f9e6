using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A silo behind a front end is told to stop: its calls end first, new ones go to the other, and no client notices.</summary>
public sealed class SiloDrainTests
{
    private const int Calls = 60;

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Its_stream_is_whole_and_every_new_call_is_answered_by_another_silo()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await cluster.StartAsync("Silo", 2, Cancellation);
        var front = cluster.Start("Api");
        await front.ReadyAsync(Cancellation);
        var gate = new Gate();
        cluster.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var response = await front.SayAsync("gpt", "one two three four five six seven", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);
        var leaving = cluster.Provider.Requests[^1].Header(Documents.NodeHeader)!;

        cluster.Named(leaving).Process.Signal("TERM");
        await cluster.Named(leaving).Process.WaitForAsync("is going to stop", Cancellation);
        for (var call = 0; call < Calls; call++)
        {
            using var answer = await front.SayAsync("gpt", "hello", Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual(leaving, cluster.Provider.Requests[^1].Header(Documents.NodeHeader));
        }

        gate.Release();
        var last = "";
        await foreach (var data in response.EventsAsync(Cancellation))
        {
            last = data;
        }

        Assert.Equal("[DONE]", last);
        Assert.Equal(0, await cluster.Named(leaving).Process.ExitAsync(Cancellation));
    }
}
