using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Tests.Owners;

namespace Orleans.Gateway.Grains.Tests.Limits;

public sealed class QuotaGrainTests
{
    private static readonly CounterRule Rule = CounterRule.Quota(1_000_000, QuotaPeriod.Monthly);

    /// <summary>Silos tell what they owe until it is heard: every second, while the store is down.</summary>
    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_debt_counts_once_however_often_the_store_refuses()
    {
        await using var cluster = await OwnerCluster.StartAsync();
        var quota = cluster.Grain<IQuotaGrain>("q");
        await quota.LeaseAsync(Call(1, need: 1_000, debt: 0));
        cluster.Store.Failing = "quota";
        List<UnansweredCall> unanswered = [];
        for (var number = 2; number < 22; number++)
        {
            var debt = number == 2 ? 20_000 : 0;
            await Assert.ThrowsAnyAsync<Exception>(async () => await quota.LeaseAsync(Call(number, need: 0, debt, unanswered)));
            unanswered.Add(new(number, debt, 0, 0));
        }

        cluster.Store.Failing = null;
        await quota.LeaseAsync(Call(22, need: 0, debt: 0, unanswered));

        Assert.Equal(1_000_000 - 1_000 - 20_000, (await quota.StatusAsync(Rule)).Remaining);
    }

    private static LeaseCall Call(long number, long need, long debt, List<UnansweredCall>? unanswered = null) =>
        new() { Silo = "a", Rule = Rule, Need = need, Debt = debt, Number = number, Unanswered = unanswered?.ToArray() ?? [] };
}
