using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Limits;

/// <inheritdoc cref="IQuotaGrain"/>
/// <remarks>
/// What is stored is a mark above what was handed out: a write for each hundredth of the quota, not for each lease. After an unclean end the mark
/// is what counts as used.
/// </remarks>
[GrainType("quota")]
internal sealed class QuotaGrain(
    [PersistentState("quota")] IPersistentState<QuotaState> state, TimeProvider time, ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private readonly long _activation = Activation.New();
    private readonly long _began = time.GetTimestamp();
    private QuotaCounter _counter = new(default);
    private bool _hasLeased;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("quota", state.State.Schema, 1);
        _counter = new QuotaCounter(new(state.State.Start, state.State.Used));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_hasLeased && (_counter.Window.Start != state.State.Start || _counter.Window.Used < state.State.Used))
        {
            try
            {
                await WriteAsync(_counter.Window.Used);
            }
            catch (Exception error)
            {
                // The mark stays above what was used: the limit holds, and a part of the quota is lost.
                logger.QuotaNotSaved(this.GetPrimaryKeyString(), error.GetType().Name);
            }
        }
    }

    public async ValueTask<LeaseAnswer> LeaseAsync(LeaseCall call)
    {
        var now = Now();
        _hasLeased = true;
        var before = _counter.Window;
        var granted = _counter.Settle(call, now);
        var used = _counter.Window.Used + granted;
        if (used > (_counter.Window.Start == state.State.Start ? state.State.Used : 0))
        {
            // Before the grant: what a silo spends was on disk first, and so is what calls spent beyond their leases. A store that refuses makes this owner unavailable, not generous.
            try
            {
                await WriteAsync(Math.Max(used, Math.Min(call.Rule.Amount, used + (call.Rule.Amount / 100))));
            }
            catch
            {
                // The silo tells the same again, as often as it takes.
                _counter.Window = before;
                throw;
            }
        }

        return _counter.Grant(call, granted, now, _activation);
    }

    public ValueTask<CounterStatus> StatusAsync(CounterRule rule) => ValueTask.FromResult(_counter.Status(rule, Now()));

    private Task WriteAsync(long mark) => state.WriteAsync(new QuotaState { Start = _counter.Window.Start, Used = mark });

    private Moment Now() => new(time.GetElapsedTime(_began), time.GetUtcNow());
}

/// <summary>What outlives an activation of a quota's counter.</summary>
[GenerateSerializer, Alias("gateway.QuotaState")]
internal sealed class QuotaState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>Of the window, UTC.</summary>
    [Id(1)] public DateTimeOffset Start { get; set; }

    /// <summary>At least what was handed out.</summary>
    [Id(2)] public long Used { get; set; }
}
