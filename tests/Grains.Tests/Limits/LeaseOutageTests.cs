using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;
using Orleans.Gateway.Grains.Limits.Leases;

namespace Orleans.Gateway.Grains.Tests.Limits;

/// <summary>The owner does not answer, or its answer is lost.</summary>
public sealed class LeaseOutageTests : LeaseFixture
{
    [Fact]
    public async Task What_was_used_up_is_not_there_again_when_the_owner_goes_away()
    {
        var (a, b) = (Lease("a"), Lease("b"));
        Time.Advance(TimeSpan.FromSeconds(1));
        await SpendAsync(b, Rule, 10, mayShare: true);
        await SpendAsync(a, Rule, 5_900, mayShare: true); // nearly all there is

        Time.Advance(TimeSpan.FromSeconds(6)); // 600 more, for two
        IsDown = true;

        Assert.False((await SpendAsync(a, Rule, 400, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(a, Rule, 280, mayShare: true)).IsGranted);
        Time.Advance(TimeSpan.FromSeconds(10)); // and half of what fills up
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

        Time.Advance(TimeSpan.FromSeconds(30));
        IsDown = true;
        Assert.True((await SpendAsync(a, Rule, 3_000, mayShare: true)).IsGranted);
        Assert.False((await SpendAsync(a, Rule, 100, mayShare: true)).IsGranted);
        Assert.True((await SpendAsync(b, Rule, 10, mayShare: false)).IsUnavailable);

        IsDown = false;
        Time.Advance(CounterLease.Pause);
        Assert.True((await SpendAsync(a, Rule, 1, mayShare: true)).IsGranted);
        Assert.Contains(Calls, call => call.Debt == 3_000);
    }

    /// <summary>Of a quota, whose window a silo does not know that has never heard of its owner.</summary>
    [Fact]
    public async Task What_a_call_did_not_use_while_the_owner_was_away_is_not_owed()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        Counter = new QuotaCounter(default);
        IsDown = true;
        var lease = Lease("a");
        var taken = await SpendAsync(lease, rule, 600, mayShare: true);
        Time.Advance(CounterLease.Pause);
        Assert.True((await SpendAsync(lease, rule, 100, mayShare: true)).IsGranted); // asked in vain once more
        lease.Settle(taken, 200);

        IsDown = false;
        Time.Advance(CounterLease.Pause);
        await TendAsync(lease);

        Assert.Equal(300, Calls[^1].Debt + Calls[^1].Unanswered.Sum(call => call.Debt));
        Assert.Equal(700, lease.Reading.Remaining);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_told_again_since_no_answer_came_counts_once(bool hasArrived)
    {
        var rule = CounterRule.Quota(100_000, QuotaPeriod.Hourly);
        Counter = new QuotaCounter(default);
        var lease = Lease("a");
        var taken = await SpendAsync(lease, rule, 1_000, mayShare: true);
        lease.Settle(taken, 21_000); // what was leased ahead, and a debt

        (IsAnswerLost, IsDown) = (hasArrived, !hasArrived);
        for (var second = 0; second < UnansweredCalls.Most + 8; second++)
        {
            await TendAsync(lease);
            Time.Advance(CounterLease.Pause);
            Assert.Equal(79_000, lease.Reading.Remaining);
        }

        (IsAnswerLost, IsDown) = (false, false);
        await TendAsync(lease);
        Assert.Equal(79_000, Counter.Status(rule, Now()).Remaining);
        Assert.Equal(79_000, lease.Reading.Remaining);
    }

    [Fact]
    public async Task What_was_granted_to_nobody_since_its_answer_was_lost_is_there_again()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        Counter = new QuotaCounter(default);
        var lease = Lease("a");
        Assert.True((await SpendAsync(lease, rule, 100, mayShare: false)).IsGranted);

        IsAnswerLost = true;
        Assert.True((await SpendAsync(lease, rule, 900, mayShare: false)).IsUnavailable);
        IsAnswerLost = false;
        Time.Advance(CounterLease.Pause);

        Assert.True((await SpendAsync(lease, rule, 900, mayShare: false)).IsGranted);
    }

    [Fact]
    public async Task An_owner_that_hangs_is_waited_for_once()
    {
        Hanging = new();
        var lease = Lease("a");
        var first = SpendAsync(lease, Rule, 10, mayShare: true);
        while (Calls.Count == 0)
        {
            await Task.Yield();
        }

        Time.Advance(CounterLease.Wait);
        Assert.True((await first).IsGranted);

        Assert.True((await SpendAsync(lease, Rule, 10, mayShare: true)).IsGranted); // of its own share, at once
        Hanging.SetResult();
    }

    [Fact]
    public async Task A_share_is_that_of_all_silos_also_of_those_that_have_never_spent_of_it()
    {
        IsDown = true;
        var lease = Lease("a", silos: 3);

        Assert.True((await SpendAsync(lease, Rule, 2_000, mayShare: true)).IsGranted);
        Assert.Equal(CounterLease.Pause, (await SpendAsync(lease, Rule, 2_001, mayShare: true)).RetryAfter);
        lease.Settle(Spending.Granted(2_000, 0), 500);
        Assert.True((await SpendAsync(lease, Rule, 1_500, mayShare: true)).IsGranted); // what the call did not use

        IsDown = false;
        Time.Advance(CounterLease.Pause);
        await TendAsync(lease);
        Assert.Equal(6_000 - 2_000, Counter.Status(Rule, Now()).Remaining);
    }

    [Fact]
    public async Task The_wait_for_the_owner_is_one_however_many_rounds_it_takes()
    {
        Hanging = new();
        var lease = Lease("a");
        var waiting = SpendAsync(lease, Rule, 10, mayShare: false);
        while (Calls.Count == 0)
        {
            await Task.Yield();
        }

        Time.Advance(CounterLease.Wait);

        Assert.True((await waiting).IsUnavailable);
        Hanging.SetResult();
    }
}
