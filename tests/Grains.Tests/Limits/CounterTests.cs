using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Tests.Limits;

public class CounterTests
{
    private const long Owner = 77;
    private static readonly CounterRule Rule = CounterRule.PerMinute(600);

    [Fact]
    public void A_need_is_granted_whole_or_not_at_all()
    {
        var counter = Rate();

        Assert.Equal(500, Ask(counter, "a", 500).Granted);
        var refused = Ask(counter, "b", 200);

        Assert.Equal(0, refused.Granted);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.RetryAfter); // 100 more at 10 a second
        Assert.Equal(100, refused.Remaining);
    }

    [Fact]
    public void What_is_above_the_whole_limit_is_never_there() =>
        Assert.Null(Ask(Rate(), "a", 601).RetryAfter);

    [Fact]
    public void What_is_asked_for_ahead_leaves_a_share_for_the_others()
    {
        var counter = Rate();

        Assert.Equal(100 + 250, Ask(counter, "a", 100, ahead: 10_000).Granted);
        Assert.Equal(83, Ask(counter, "b", 0, ahead: 10_000).Granted);
    }

    [Fact]
    public void What_comes_back_can_be_had_again_and_a_debt_is_paid_first()
    {
        var counter = Rate();
        Ask(counter, "a", 600);

        Assert.Equal(300, Ask(counter, "a", 300, returned: 300).Granted);
        var refused = Ask(counter, "b", 1, debt: 50);

        Assert.Equal(TimeSpan.FromSeconds(5.1), refused.RetryAfter);
        Assert.Equal(50, counter.Status(Rule, At(0)).Debt);
    }

    [Fact]
    public void A_successor_begins_empty_where_its_first_caller_knew_another_and_takes_back_where_a_later_one_did()
    {
        var early = new RateCounter(Rule, At(0), isSuccessor: true);
        Assert.Equal(0, Ask(early, "a", 1).Granted);

        var late = Rate();
        Assert.Equal(400, Ask(late, "a", 400).Granted);
        late.Succeed(Rule);
        late.Succeed(Rule);
        Assert.Equal(TimeSpan.FromSeconds(40.1), Ask(late, "b", 1).RetryAfter);
    }

    [Fact]
    public void A_dead_silos_lease_is_spent_and_its_permits_are_free_again()
    {
        var rate = Rate();
        Ask(rate, "dead", 600);
        var permits = new ConcurrencyCounter();
        var rule = CounterRule.Concurrent(3);
        Assert.Equal(3, permits.Grant(Call("dead", 3, rule), permits.Settle(Call("dead", 3, rule), At(0)), At(0), Owner).Granted);
        Assert.Equal(0, permits.Settle(Call("a", 1, rule), At(14)));

        Assert.Equal(1, permits.Settle(Call("a", 1, rule), At(16)));
        Assert.Equal(160, Ask(rate, "a", 160, at: 16).Granted); // what has filled up since, no more
    }

    [Fact]
    public void A_quota_is_used_up_until_its_window_ends()
    {
        var rule = CounterRule.Quota(1_000, QuotaPeriod.Hourly);
        var counter = new QuotaCounter(default);
        Assert.Equal(1_000, Lease(counter, Call("a", 1_000, rule), At(0)).Granted);

        var refused = Lease(counter, Call("a", 1, rule), At(60));
        Assert.Equal((0, TimeSpan.FromMinutes(59)), (refused.Granted, refused.RetryAfter));
        Assert.Equal(1, Lease(counter, Call("a", 1, rule), At(3_600)).Granted);
    }

    [Fact]
    public void A_raised_limit_is_there_as_it_fills_and_a_lowered_one_at_once()
    {
        var counter = Rate();
        Ask(counter, "a", 600);

        Assert.Equal(100, Lease(counter, Call("a", 100, CounterRule.PerMinute(6_000)), At(1)).Granted);
        Assert.Equal(TimeSpan.FromSeconds(60), Lease(counter, Call("a", 60, CounterRule.PerMinute(60)), At(1)).RetryAfter);
    }

    private static RateCounter Rate() => new(Rule, At(0), isSuccessor: false);

    private static Moment At(int seconds) => new(TimeSpan.FromSeconds(seconds), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds));

    private static LeaseCall Call(string silo, long need, CounterRule rule) => new() { Silo = silo, Rule = rule, Need = need };

    private static LeaseAnswer Ask(RateCounter counter, string silo, long need, long ahead = 0, long returned = 0, long debt = 0, int at = 0) =>
        Lease(counter, Call(silo, need, Rule) with { Ahead = ahead, Returned = returned, Debt = debt }, At(at));

    private static LeaseAnswer Lease(Counter counter, LeaseCall call, Moment now) => counter.Grant(call, counter.Settle(call, now), now, Owner);
}
