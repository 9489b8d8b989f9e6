using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;
using Orleans.Gateway.Grains.Limits.Leases;

namespace Orleans.Gateway.Grains.Tests.Limits;

public sealed class CounterLeaseTests : LeaseFixture
{
    [Fact]
    public async Task Spending_from_a_lease_asks_nobody()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 100, mayShare: true); // asks, since there is none
        Time.Advance(TimeSpan.FromSeconds(1));
        await SpendAsync(lease, Rule, 100, mayShare: true); // asks, and ahead by the pace of late
        var asked = Calls.Count;

        Assert.True((await SpendAsync(lease, Rule, 50, mayShare: true)).IsGranted);

        Assert.Equal(asked, Calls.Count);
    }

    [Fact]
    public async Task Only_the_owner_refuses_and_is_believed_for_a_moment()
    {
        var lease = Lease("a");
        Assert.True((await SpendAsync(lease, Rule, 6_000, mayShare: true)).IsGranted);

        var first = await SpendAsync(lease, Rule, 500, mayShare: true);
        var asked = Calls.Count;
        var second = await SpendAsync(lease, Rule, 500, mayShare: true);

        Assert.Equal(Spending.Refused(TimeSpan.FromSeconds(5)), first);
        Assert.Equal(first, second);
        Assert.Equal(asked, Calls.Count);
        Time.Advance(TimeSpan.FromSeconds(5));
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
    public async Task What_is_owed_takes_its_time_until_all_is_there_again_told_or_not()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 6_000, mayShare: true);
        Settle(lease, 6_000, 15_000);
        Assert.Equal((0, TimeSpan.FromSeconds(150)), (lease.Reading.Remaining, lease.Reading.ResetsIn));

        await TendAsync(lease);

        Assert.Equal(9_000, Calls[^1].Debt);
        Assert.Equal((0, TimeSpan.FromSeconds(150)), (lease.Reading.Remaining, lease.Reading.ResetsIn));
        Time.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal((3_000, TimeSpan.FromSeconds(30)), (lease.Reading.Remaining, lease.Reading.ResetsIn));
    }

    [Fact]
    public async Task What_is_owed_stops_at_the_largest_number()
    {
        var lease = Lease("a");
        for (var call = 0; call < 3; call++)
        {
            await SpendAsync(lease, Rule, 1, mayShare: true);
            IsDown = true;
            Settle(lease, 1, long.MaxValue / 2);
            await TendAsync(lease);
        }

        IsDown = false;
        Time.Advance(CounterLease.Pause);
        await TendAsync(lease);
        Assert.Equal(0, Counter.Status(Rule, Now()).Remaining);
        Assert.False((await SpendAsync(lease, Rule, 1, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task What_expires_unspent_goes_back()
    {
        var lease = Lease("a");
        await SpendAsync(lease, Rule, 1_000, mayShare: true);
        Settle(lease, 1_000, 0);

        Time.Advance(TimeSpan.FromSeconds(6));
        await TendAsync(lease);

        Assert.True(Calls[^1].Returned >= 1_000);
        Assert.Equal(6_000, Counter.Status(Rule, Now()).Remaining);
    }

    /// <summary>A stream of minutes, at a counter that nobody else asks for.</summary>
    [Theory]
    [InlineData(50_000)]
    [InlineData(10)]
    public async Task A_lease_is_kept_until_the_last_call_has_settled(long used)
    {
        var rule = CounterRule.Quota(1_000_000, QuotaPeriod.Monthly);
        Counter = new QuotaCounter(default);
        var lease = Lease("a");
        var taken = await SpendAsync(lease, rule, 300, mayShare: true);
        for (var second = 0; second < 180; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await TendAsync(lease);
            Assert.False(lease.TryRetire());
        }

        lease.Settle(taken, used);
        Time.Advance(TimeSpan.FromSeconds(31));
        await TendAsync(lease);

        Assert.Equal(1_000_000 - used, Counter.Status(rule, Now()).Remaining);
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(lease.TryRetire());
    }

    [Fact]
    public async Task Permits_come_back_and_are_kept_known_while_they_are_in_use()
    {
        var rule = CounterRule.Concurrent(2);
        Counter = new ConcurrencyCounter();
        var (a, b) = (Lease("a"), Lease("b"));
        Assert.True((await SpendAsync(a, rule, 1, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(a, rule, 1, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);

        Time.Advance(TimeSpan.FromSeconds(10));
        await TendAsync(a);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted); // still in use, though long ago

        Settle(a, 1, 1);
        Time.Advance(TimeSpan.FromSeconds(6));
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

            Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // A bucket admits its size at once, and what fills up in a minute; calls in flight may be beyond their reservation.
        long admitted = 6_000 + 6_000, inFlight = ends.Count * overrun;
        Assert.InRange(used + ends.Sum(end => end.Used), (long)(admitted * 0.95), admitted + inFlight + overrun);
    }

    [Fact]
    public async Task A_permit_that_is_free_again_is_there_for_other_silos_at_once()
    {
        var rule = CounterRule.Concurrent(1);
        Counter = new ConcurrencyCounter();
        var (a, b) = (Lease("a"), Lease("b"));
        var taken = await SpendAsync(a, rule, 1, mayShare: true);
        Assert.False((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);

        a.Settle(taken, 1);
        await TendAsync(a); // waits for what was told, and has nothing to tell itself
        Time.Advance(TimeSpan.FromSeconds(0.3)); // the refusal is believed no longer

        Assert.True((await SpendAsync(b, rule, 1, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task What_was_leased_in_one_window_neither_is_spent_in_the_next_nor_comes_back_to_it()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        Time.SetUtcNow(new DateTimeOffset(2030, 1, 1, 10, 59, 50, TimeSpan.Zero));
        Counter = new QuotaCounter(default);
        var lease = Lease("a");
        var old = await SpendAsync(lease, rule, 900, mayShare: true);

        Time.Advance(TimeSpan.FromSeconds(11));
        lease.Settle(old, 100);
        Assert.True((await SpendAsync(lease, rule, 1_000, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(lease, rule, 1, mayShare: true)).IsGranted);
    }

    [Fact]
    public async Task A_lease_that_is_put_away_is_spent_from_no_more()
    {
        var lease = Lease("a");
        var taken = await SpendAsync(lease, Rule, 100, mayShare: true);
        lease.Settle(taken, 100);
        Assert.False(lease.TryRetire());

        Time.Advance(TimeSpan.FromSeconds(10));
        await TendAsync(lease);
        Time.Advance(TimeSpan.FromMinutes(2));

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

        Assert.Equal(6_000 - 40, Counter.Status(Rule, Now()).Remaining);
    }
}
