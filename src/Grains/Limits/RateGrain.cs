using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Limits;

/// <inheritdoc cref="IRateGrain"/>
[GrainType("rate")]
internal sealed class RateGrain(TimeProvider time) : Grain, IRateGrain
{
    private readonly long _activation = Activation.New();
    private readonly long _began = time.GetTimestamp();
    private Counter? _counter;

    public ValueTask<LeaseAnswer> LeaseAsync(LeaseCall call)
    {
        var now = Now();
        var isSuccessor = call.KnownOwner != 0 && call.KnownOwner != _activation;
        _counter ??= call.Rule.Kind is CounterKind.Concurrent ? new ConcurrencyCounter() : new RateCounter(call.Rule, now, isSuccessor);
        if (isSuccessor)
        {
            (_counter as RateCounter)?.Succeed(call.Rule);
        }

        return ValueTask.FromResult(_counter.Grant(call, _counter.Settle(call, now), now, _activation));
    }

    public ValueTask<CounterStatus> StatusAsync(CounterRule rule) =>
        ValueTask.FromResult(_counter?.Status(rule, Now()) ?? new CounterStatus(rule, rule.Amount, 0, 0, TimeSpan.Zero, 0));

    private Moment Now() => new(time.GetElapsedTime(_began), time.GetUtcNow());
}
