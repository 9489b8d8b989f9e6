using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;
using Orleans.Gateway.Grains.Limits.Leases;

namespace Orleans.Gateway.Grains.Tests.Limits;

/// <summary>Leases of one counter, whose owner answers as a test says.</summary>
public abstract class LeaseFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LeaseMetrics _metrics;

    protected LeaseFixture()
    {
        _metrics = new LeaseMetrics(_services.GetRequiredService<IMeterFactory>());
        Counter = new RateCounter(Rule, Now(), isSuccessor: false);
    }

    /// <summary>100 a second.</summary>
    private protected static CounterRule Rule => CounterRule.PerMinute(6_000);

    private protected FakeTimeProvider Time { get; } = new();

    private protected List<LeaseCall> Calls { get; } = [];

    private protected Counter Counter { get; set; }

    /// <summary>The owner hears nothing.</summary>
    private protected bool IsDown { get; set; }

    /// <summary>The owner hears, and nobody hears it.</summary>
    private protected bool IsAnswerLost { get; set; }

    private protected TaskCompletionSource? Hanging { get; set; }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static async Task TendAsync(CounterLease lease)
    {
        while (lease.Tend() is { } asking)
        {
            await asking;
        }
    }

    private protected static async Task<Spending> SpendAsync(CounterLease lease, CounterRule rule, long amount, bool mayShare) =>
        (await lease.SpendAsync(rule, amount, mayShare, CounterLease.Wait))!.Value;

    private protected static void Settle(CounterLease lease, long taken, long used) => lease.Settle(Spending.Granted(taken, 0), used);

    private protected CounterLease Lease(string silo, int silos = 1) => new(silo, AnswerAsync, () => silos, _metrics, Time);

    private protected Moment Now() => new(Time.GetElapsedTime(0), Time.GetUtcNow());

    private async ValueTask<LeaseAnswer> AnswerAsync(LeaseCall call)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }

        if (Hanging is { } hanging)
        {
            await hanging.Task;
        }

        if (IsDown)
        {
            throw new TimeoutException();
        }

        lock (Calls)
        {
            var answer = Counter.Grant(call, Counter.Settle(call, Now()), Now(), owner: 1);
            return IsAnswerLost ? throw new TimeoutException() : answer;
        }
    }
}
