using System.ClientModel;
using OpenAI.Chat;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>One of three silos behind a front end is killed.</summary>
public sealed class SiloDeathTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_stream_through_a_silo_that_is_killed_breaks_visibly_and_new_calls_are_answered_within_seconds()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await cluster.StartAsync("Silo", 3, Cancellation);
        var front = cluster.Start("Api");
        await front.ReadyAsync(Cancellation);
        var gate = new Gate();
        cluster.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var response = await front.SayAsync("gpt", "one two three four five six seven", Cancellation, stream: true);
        var events = response.EventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        while (await events.MoveNextAsync() && !events.Current.Contains("You", StringComparison.Ordinal))
        {
            // The beginning of the answer.
        }

        var victim = cluster.Named(cluster.Provider.Requests[^1].Header(Documents.NodeHeader)!);
        var killed = TimeProvider.System.GetTimestamp();
        await victim.Process.KillAsync(Cancellation);

        await Patience.UntilAsync(() => AreAnsweredAsync(front, 20), Cancellation);
        var answered = TimeProvider.System.GetElapsedTime(killed);
        var last = events.Current;
        var broken = await Record.ExceptionAsync(async () =>
        {
            while (await events.MoveNextAsync())
            {
                last = events.Current;
            }
        });
        var noticed = TimeProvider.System.GetElapsedTime(killed);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"After the kill, all calls are answered {answered.TotalSeconds:0.0} s later, and the stream breaks {noticed.TotalSeconds:0.0} s later.");
        Assert.True(broken is not null || last.Contains("\"stream_truncated\"", StringComparison.Ordinal), $"The stream ended with {last}, as if it were complete.");
        Assert.InRange(answered, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.InRange(noticed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await events.DisposeAsync();
    }

    private static async Task<bool> AreAnsweredAsync(Node front, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            try
            {
                await front.Sdk("gpt").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);
            }
            catch (ClientResultException error) when (error.Status == 503)
            {
                return false;
            }
        }

        return true;
    }
}
