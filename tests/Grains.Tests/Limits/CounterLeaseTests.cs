using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;
using Orleans.Gateway.Grains.Limits.Leases;

namespace Orleans.Gateway.Grains.Tests.Limits;

public sealed class CounterLeaseTests : IDisposable
{
    private static readonly CounterRule Rule = CounterRule.PerMinute(6_000); // 100 a second

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LeaseMetrics _metrics;
    private readonly List<LeaseCall> _calls = [];
    private Counter _counter;
    private bool _isDown;
    private TaskCompletionSource? _hanging;

    public CounterLeaseTests()
    {
        _metrics = new LeaseMetrics(_services.GetRequiredService<IMeterFactory>());
        _counter = new RateCounter(Rule, Now(), isSuccessor: false);
    }

    [Fact]
    public async Task Spending_from_a_lease_asks_nobody()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 100, mayShare: true); // asks, since there is none
        _time.Advance(TimeSpan.FromSeconds(1));
        await SpendAsync(lease, Rule, 100, mayShare: true); // asks, and ahead by the pace of late
        var asked = _calls.Count;

        Assert.True((await SpendAsync(lease, Rule, 50, mayShare: true)).IsGranted);

        Assert.Equal(asked, _calls.Count);
    }

    [Fact]
    public async Task Only_the_owner_refuses_and_is_believed_for_a_moment()
    {
        var lease = Lease("a");
        Assert.True((await SpendAsync(lease, Rule, 6_000, mayShare: true)).IsGranted);

        var first = await SpendAsync(lease, Rule, 500, mayShare: true);
        var asked = _calls.Count;
        var second = await SpendAsync(lease, Rule, 500, mayShare: true);

        Assert.Equal(Spending.Refused(TimeSpan.FromSeconds(5)), first);
        Assert.Equal(first, second);
        Assert.Equal(asked, _calls.Count);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await SpendAsync(lease, Rule, 500, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task What_a_call_did_not_use_is_spent_by_the_next_and_what_it_used_beyond_is_owed()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 6_000, mayShare: true);
        Settle(lease, 6_000, 1_000);
        Assert.True((await SpendAsync(lease, Rule, 5_000, mayShare: true)).IsGranted);

        Settle(lease, 5_000, 5_600);
        var refused = await SpendAsync(lease, Rule, 100, mayShare: true);

        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter); // 600 owed, then 100
    }

    [Fact]
    public async Task What_expires_unspent_goes_back()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 1_000, mayShare: true);
        Settle(lease, 1_000, 0);

        _time.Advance(TimeSpan.FromSeconds(6));
        await TendAsync(lease);

        Assert.True(_calls[^1].Returned >= 1_000);
        Assert.Equal(6_000, _counter.Status(Rule, Now()).Remaining);
    }

    [Fact]
    public async Task What_was_used_up_is_not_there_again_when_the_owner_goes_away()
    {
        var (a, b) = (Lease("a"), Lease("b"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await SpendAsync(b, Rule, 10, mayShare: true);
        await SpendAsync(a, Rule, 5_900, mayShare: true); // nearly all there is

        _time.Advance(TimeSpan.FromSeconds(6)); // 600 more, for two
        _isDown = true;

        Assert.False((await SpendAsync(a, Rule, 400, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(a, Rule, 280, mayShare: true)).IsGranted);
        _time.Advance(TimeSpan.FromSeconds(10)); // and half of what fills up
        Assert.False((await SpendAsync(a, Rule, 700, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(a, Rule, 500, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task While_the_owner_is_away_an_equal_share_is_spent_and_told_later()
    {
        var (a, b) = (Lease("a"), Lease("b"));
        await SpendAsync(a, Rule, 10, mayShare: true);
        await SpendAsync(b, Rule, 10, mayShare: true);
        await SpendAsync(a, Rule, 1_000, mayShare: true); // hears of two silos

        _time.Advance(TimeSpan.FromSeconds(30));
        _isDown = true;
        Assert.True((await SpendAsync(a, Rule, 3_000, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(a, Rule, 100, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(b, Rule, 10, mayShare: false)).IsUnavailable);

        _isDown = false;
        _time.Advance(CounterLease.Pause);
        Assert.True((await SpendAsync(a, Rule, 1, mayShare: true)).IsGranted);
        Assert.Contains(_calls, call => call.Debt == 3_000);
    }

    /// <summary>Of a quota, whose window a silo does not know that has never heard of its owner.</summary>
    [Fact]
    public async Task What_a_call_did_not_use_while_the_owner_was_away_is_not_owed()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        _counter = new QuotaCounter(default);
        _isDown = true;
        var lease = Lease("a");
        var taken = await SpendAsync(lease, rule, 600, mayShare: true);
        _time.Advance(CounterLease.Pause);
        Assert.True((await SpendAsync(lease, rule, 100, mayShare: true)).IsGranted); // asked in vain once more
        lease.Settle(taken, 200);

        _isDown = false;
        _time.Advance(CounterLease.Pause);
        await TendAsync(lease);

        Assert.Equal(300, _calls[^1].Debt);
        Assert.Equal(700, lease.Reading.Remaining);
    }

    [Fact]
    public async Task An_owner_that_hangs_is_waited_for_once()
    {
        _hanging = new();
        var lease = Lease("a");
        var first = SpendAsync(lease, Rule, 10, mayShare: true);
        while (_calls.Count == 0)
        {
            await Task.Yield();
        }

        _time.Advance(CounterLease.Wait);
        Assert.True((await first).IsGranted);

        Assert.True((await SpendAsync(lease, Rule, 10, mayShare: true)).IsGranted); // of its own share, at once
        _hanging.SetResult();
    }

    [Fact]
    public async Task Permits_come_back_and_are_kept_known_while_they_are_in_use()
    {
        var rule = CounterRule.Concurrent(2);
        _counter = new ConcurrencyCounter();
        var (a, b) = (Lease("a"), Lease("b"));
        Assert.True((await SpendAsync(a, rule, 1, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(a, rule, 1, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);

        _time.Advance(TimeSpan.FromSeconds(10));
        await TendAsync(a);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted); // still in use, though long ago

        Settle(a, 1, 1);
        _time.Advance(TimeSpan.FromSeconds(6));
        await TendAsync(a);
        Assert.True((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);
    }

    /// <summary>Three silos ask for ten times the limit, in calls that reserve 100 and use 60 to 140 of them two seconds later.</summary>
    [Fact]
    public async Task Under_ten_times_the_load_the_limit_holds_and_is_used()
    {
        var random = new Random(4711);
        CounterLease[] silos = [Lease("a"), Lease("b"), Lease("c")];
        var ends = new Queue<(int Tick, CounterLease Lease, long Used)>();
        long used = 0, overrun = 0;
        const int ticks = 600; // of 100 ms
        for (var tick = 0; tick < ticks; tick++)
        {
            while (ends.TryPeek(out var end) && end.Tick <= tick)
            {
                ends.Dequeue();
                Settle(end.Lease, 100, end.Used);
                used += end.Used;
            }

            for (var call = 0; call < 100 / 10; call++)
            {
                var lease = silos[random.Next(silos.Length)];
                if ((await SpendAsync(lease, Rule, 100, mayShare: false)).IsGranted)
                {
                    var uses = random.Next(60, 141);
                    overrun = Math.Max(overrun, uses - 100);
                    ends.Enqueue((tick + 20, lease, uses));
                }
            }

            if (tick % 10 == 9)
            {
                foreach (var lease in silos)
                {
                    await TendAsync(lease);
                }
            }

            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // A bucket admits its size at once, and what fills up in a minute; calls in flight may be beyond their reservation.
        long admitted = 6_000 + 6_000, inFlight = ends.Count * overrun;
        Assert.InRange(used + ends.Sum(end => end.Used), (long)(admitted * 0.95), admitted + inFlight + overrun);
    }

    [Fact]
    public async Task A_permit_that_is_free_again_is_there_for_other_silos_at_once()
    {
        var rule = CounterRule.Concurrent(1);
        _counter = new ConcurrencyCounter();
        var (a, b) = (Lease("a"), Lease("b"));
        var taken = await SpendAsync(a, rule, 1, mayShare: true);
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);

        a.Settle(taken, 1);
        await TendAsync(a); // waits for what was told, and has nothing to tell itself
        _time.Advance(TimeSpan.FromSeconds(0.3)); // the refusal is believed no longer

        Assert.True((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task What_was_leased_in_one_window_neither_is_spent_in_the_next_nor_comes_back_to_it()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        _time.SetUtcNow(new DateTimeOffset(2030, 1, 1, 10, 59, 50, TimeSpan.Zero));
        _counter = new QuotaCounter(default);
        var lease = Lease("a");
        var old = await SpendAsync(lease, rule, 900, mayShare: true);

        _time.Advance(TimeSpan.FromSeconds(11));
        lease.Settle(old, 100);
        Assert.True((await SpendAsync(lease, rule, 1_000, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(lease, rule, 1, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task A_share_is_that_of_all_silos_also_of_those_that_have_never_spent_of_it()
    {
        _isDown = true;
        var lease = Lease("a", silos: 3);

        Assert.True((await SpendAsync(lease, Rule, 2_000, mayShare: true)).IsGranted);
        Assert.Equal(CounterLease.Pause, (await SpendAsync(lease, Rule, 2_001, mayShare: true)).RetryAfter);
        lease.Settle(Spending.Granted(2_000, 0), 500);
        Assert.True((await SpendAsync(lease, Rule, 1_500, mayShare: true)).IsGranted); // what the call did not use

        _isDown = false;
        _time.Advance(CounterLease.Pause);
        await TendAsync(lease);
        Assert.Equal(6_000 - 2_000, _counter.Status(Rule, Now()).Remaining);
    }

    [Fact]
    public async Task A_lease_that_is_put_away_is_spent_from_no_more()
    {
        var lease = Lease("a");
        var taken = await SpendAsync(lease, Rule, 100, mayShare: true);
        lease.Settle(taken, 100);
        Assert.False(lease.TryRetire());

        _time.Advance(TimeSpan.FromSeconds(10));
        await TendAsync(lease);
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(lease.TryRetire());
        Assert.Null(await lease.SpendAsync(Rule, 1, mayShare: true, CounterLease.Wait));
    }

    [Fact]
    public async Task What_is_given_back_at_the_end_is_there_for_others()
    {
        var lease = Lease("a");
        var taken = await SpendAsync(lease, Rule, 100, mayShare: true);
        await TendAsync(lease); // what is asked for ahead
        lease.Settle(taken, 40);

        await lease.GiveBack()!;

        Assert.Equal(6_000 - 40, _counter.Status(Rule, Now()).Remaining);
    }

    [Fact]
    public async Task The_wait_for_the_owner_is_one_however_many_rounds_it_takes()
    {
        _hanging = new();
        var lease = Lease("a");
        var waiting = SpendAsync(lease, Rule, 10, mayShare: false);
        while (_calls.Count == 0)
        {
            await Task.Yield();
        }

        _time.Advance(CounterLease.Wait);

        Assert.True((await waiting).IsUnavailable);
        _hanging.SetResult();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    private static async Task TendAsync(CounterLease lease)
    {
        while (lease.Tend() is { } asking)
        {
            await asking;
        }
    }

    private static async Task<Spending> SpendAsync(CounterLease lease, CounterRule rule, long amount, bool mayShare) =>
        (await lease.SpendAsync(rule, amount, mayShare, CounterLease.Wait))!.Value;

    private static void Settle(CounterLease lease, long taken, long used) => lease.Settle(Spending.Granted(taken, 0), used);

    private CounterLease Lease(string silo, int silos = 1) => new(silo, AnswerAsync, () => silos, _metrics, _time);

    private async ValueTask<LeaseAnswer> AnswerAsync(LeaseCall call)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }

        if (_hanging is { } hanging)
        {
            await hanging.Task;
        }

        if (_isDown)
        {
            throw new TimeoutException();
        }

        lock (_calls)
        {
            return _counter.Grant(call, _counter.Settle(call, Now()), Now(), owner: 1);
        }
    }

    private Moment Now() => new(_time.GetElapsedTime(0), _time.GetUtcNow());
}
