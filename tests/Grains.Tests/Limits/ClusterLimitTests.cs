using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Tests.Owners;

namespace Orleans.Gateway.Grains.Tests.Limits;

/// <summary>Three silos, one counter, ten times the load that it allows: the leases of three processes and their owner, over Orleans.</summary>
public sealed class ClusterLimitTests : IAsyncLifetime
{
    private const long PerMinute = 6_000;
    private const int Reserved = 100;
    private const int LooksAtASlowOwner = 25;
    private static readonly CounterRule Rule = CounterRule.PerMinute(PerMinute);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Random _random = new(4711);
    private readonly Queue<(int Tick, CounterLease Lease, Spending Spent, long Used)> _inFlight = new();
    private OwnerCluster _cluster = null!;
    private LeaseMetrics _metrics = null!;
    private List<LeaseBook> _books = null!;
    private int _tick;
    private long _used;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(silos: 3);
        _metrics = new LeaseMetrics(_services.GetRequiredService<IMeterFactory>());
        _books = [.. _cluster.Factories.Select(grains => new LeaseBook(new GrainSource { Current = grains }, _metrics, _cluster.Time) { Silos = 3 })];
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _metrics.Dispose();
        await _services.DisposeAsync();
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task The_limit_holds_and_is_used_at_ten_times_the_load()
    {
        await LoadAsync(TimeSpan.FromSeconds(60));
        var (before, from) = (_used, _tick);
        await LoadAsync(TimeSpan.FromSeconds(60));

        var allowed = PerMinute / 60 * Tick.TotalSeconds * (_tick - from);
        var inFlight = _inFlight.Count * Reserved;
        Assert.InRange(_used - before, allowed * 0.95, allowed + inFlight);
        Assert.InRange(_used + _inFlight.Sum(call => call.Used), 0, (PerMinute * 3) + inFlight); // a full bucket and two minutes
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task It_holds_when_the_owners_silo_is_killed_and_is_used_again_soon()
    {
        await LoadAsync(TimeSpan.FromSeconds(60));
        var (beforeKill, killedAt) = (_used, _tick);
        var lost = await _cluster.KillOwnerAsync<IRateGrain>("c");
        _books.RemoveAt(lost);
        while (_inFlight.Any(call => call.Tick <= _tick))
        {
            Settle();
        }

        await LoadAsync(TimeSpan.FromSeconds(60));
        var (after, from) = (_used, _tick);
        await LoadAsync(TimeSpan.FromSeconds(60));

        var steady = PerMinute / 60 * Tick.TotalSeconds * (_tick - from);
        Assert.InRange(_used - after, steady * 0.95, steady + (_inFlight.Count * Reserved));

        // While nobody owned the counter, each spent its share: one further budget at most.
        var allowed = PerMinute / 60 * Tick.TotalSeconds * (_tick - killedAt);
        Assert.InRange(_used - beforeKill, 0, allowed + PerMinute + (_inFlight.Count * Reserved));
    }

    /// <summary>Calls that reserve 100 and use 60 to 140 of them two seconds later.</summary>
    private async Task LoadAsync(TimeSpan time)
    {
        for (var end = _tick + (int)(time / Tick); _tick < end; _tick++)
        {
            Cancellation.ThrowIfCancellationRequested();
            Settle();
            for (var call = 0; call < 10; call++)
            {
                await SpendAsync(_books[_random.Next(_books.Count)]);
            }

            if (_tick % 10 == 9)
            {
                _books.ForEach(book => book.Tend());
            }

            _cluster.Time.Advance(Tick);
        }
    }

    private async Task SpendAsync(LeaseBook book)
    {
        var spending = book.SpendAsync(book.Of("c", Rule.Kind, "tokens"), Rule, "tokens", Reserved, mayShare: true, CounterLease.Wait).AsTask();
        using var real = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var look = 0; !spending.IsCompleted; look++)
        {
            // An owner that is gone answers nobody, and time has to pass for those that wait. One that is only slow, as on a busy machine, is waited for.
            await Task.WhenAny(spending, real.WaitForNextTickAsync(Cancellation).AsTask());
            if (!spending.IsCompleted && look >= LooksAtASlowOwner)
            {
                _cluster.Time.Advance(Tick);
                _tick++;
            }
        }

        var (lease, spent) = await spending;
        if (spent.IsGranted)
        {
            _inFlight.Enqueue((_tick + 20, lease, spent, _random.Next(60, 141)));
        }
    }

    private void Settle()
    {
        while (_inFlight.TryPeek(out var call) && call.Tick <= _tick)
        {
            _inFlight.Dequeue();
            call.Lease.Settle(call.Spent, call.Used);
            _used += call.Used;
        }
    }
}
