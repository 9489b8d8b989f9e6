using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

public class GateQueueTests
{
    private static readonly BackendDefinition Two = new() { Format = BackendFormats.Echo, MaxConcurrent = 2, MaxQueue = 3, QueueTimeout = TimeSpan.FromSeconds(5) };
    private readonly GateStage _stage = new(Two);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10, 0, 10)]
    [InlineData(10, 1, 10)]
    [InlineData(10, 3, 4)]
    [InlineData(2, 5, 1)]
    public void A_silo_has_its_share_of_the_places(int all, int silos, int share)
    {
        _stage.Define(Two with { MaxConcurrent = all });
        _stage.Publish(CircuitPhase.Closed, silos: silos);

        for (var i = 0; i < share; i++)
        {
            _stage.Pass();
        }

        Assert.Equal(GateRefusalReason.Full, _stage.Refused());
    }

    [Fact]
    public async Task A_call_that_waits_gets_the_place_that_becomes_free_and_subscriptions_take_turns()
    {
        var (first, second) = (_stage.Pass(), _stage.Pass());
        var (a1, a2, b1) = (Wait("a"), Wait("a"), Wait("b"));
        Assert.Equal(GateRefusalReason.Full, (await _stage.Gate.EnterAsync("c", Cancellation)).Refusal!.Value.Reason); // the queue is full
        Assert.Equal(3, _stage.Gate.Waiting);

        GateStage.End(first);
        var pass = (await a1).Pass;
        Assert.Equal(GateRefusalReason.Full, _stage.Refused()); // nobody overtakes the queue
        GateStage.End(second);
        GateStage.End((await b1).Pass);
        GateStage.End((await a2).Pass);
        GateStage.End(pass);

        Assert.Equal((0, 0), (_stage.Gate.InFlight, _stage.Gate.Waiting));
    }

    [Fact]
    public async Task A_call_waits_no_longer_than_the_definition_says()
    {
        _stage.Pass();
        _stage.Pass();
        var waiting = Wait("a");

        _stage.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(GateRefusalReason.Full, (await waiting).Refusal!.Value.Reason);
        Assert.Equal(0, _stage.Gate.Waiting);
    }

    [Fact]
    public async Task A_client_that_leaves_the_queue_leaves_nothing_behind()
    {
        var first = _stage.Pass();
        _stage.Pass();
        using var hangUp = new CancellationTokenSource();
        var waiting = _stage.Gate.EnterAsync("a", hangUp.Token).AsTask();

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal((2, 0), (_stage.Gate.InFlight, _stage.Gate.Waiting));
        GateStage.End(first);
        Assert.Equal(1, _stage.Gate.InFlight);
    }

    [Fact]
    public async Task Those_that_wait_are_sent_away_when_the_circuit_opens()
    {
        _stage.Pass();
        _stage.Pass();
        var waiting = Wait("a");

        _stage.Publish(CircuitPhase.Open, 30);

        Assert.Equal(new GateRefusal(GateRefusalReason.Open, TimeSpan.FromSeconds(30)), (await waiting).Refusal);
    }

    [Fact]
    public async Task More_places_are_given_out_at_once()
    {
        _stage.Pass();
        _stage.Pass();
        var waiting = Wait("a");

        _stage.Define(Two with { MaxConcurrent = 3 });

        Assert.Null((await waiting).Refusal);
    }

    [Fact]
    public async Task A_call_with_nowhere_else_to_go_waits_for_the_permission_to_probe()
    {
        _stage.Publish(CircuitPhase.Open, 0);
        var calls = Enumerable.Range(0, 50).Select(_ => Wait("a")).ToList();
        Assert.Equal(1, _stage.Asked);

        _stage.Gate.Granted(new ProbeLease(true, 9, TimeSpan.FromSeconds(60)));

        var entries = await Task.WhenAll(calls);
        Assert.True(Assert.Single(entries, entry => entry.Refusal is null).Pass.IsProbe);
    }

    [Fact]
    public async Task It_waits_no_longer_than_a_moment()
    {
        _stage.Publish(CircuitPhase.Open, 0);
        var call = Wait("a");

        _stage.Time.Advance(Gate.ProbePatience);

        Assert.Equal(GateRefusalReason.HalfOpen, (await call).Refusal!.Value.Reason);
    }

    [Fact]
    public async Task Places_come_back_to_zero_whatever_threads_do()
    {
        _stage.Define(Two with { MaxQueue = 1_000, QueueTimeout = TimeSpan.FromHours(1) });
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var pass = (await _stage.Gate.EnterAsync($"s{caller % 3}", Cancellation)).Pass;
                InterlockedMax(ref most, _stage.Gate.InFlight);
                await Task.Yield();
                pass.Settle(new GateOutcome(AttemptOutcome.Answered));
            }
        }, Cancellation)));

        Assert.Equal((0, 0), (_stage.Gate.InFlight, _stage.Gate.Waiting));
        Assert.InRange(most, 1, 2);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int before;
        while ((before = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, before) != before)
        {
        }
    }

    private Task<GateEntry> Wait(string subscription) => _stage.Gate.EnterAsync(subscription, Cancellation).AsTask();
}
