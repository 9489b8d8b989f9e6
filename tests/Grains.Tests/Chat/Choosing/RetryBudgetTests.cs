using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class RetryBudgetTests
{
    private static RetryBudget Budget(int calls, int percent = 20, int floor = 3)
    {
        var budget = new RetryBudget(Options.Create(new RelayOptions { RetryBudgetPercent = percent, RetryBudgetFloor = floor }));
        for (var call = 0; call < calls; call++)
        {
            budget.Began();
        }

        return budget;
    }

    private static int TakeAll(RetryBudget budget)
    {
        var taken = 0;
        while (taken < 10_000 && budget.TryTake())
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Calls in flight, percent, floor; and how many of them may try again.</summary>
    [Theory]
    [InlineData(0, 20, 3, 3)]
    [InlineData(1, 20, 3, 3)]
    [InlineData(18, 20, 3, 3)]
    [InlineData(24, 20, 3, 4)]      // 20 % of the other 20
    [InlineData(120, 20, 3, 20)]    // 20 % of the other 100: attempts are 1.2 times the calls
    [InlineData(1_200, 20, 3, 200)]
    [InlineData(200, 100, 3, 100)]
    [InlineData(500, 0, 7, 7)]
    [InlineData(500, 0, 0, 0)]
    public void A_share_of_the_calls_may_try_again_and_a_few_in_any_case(int calls, int percent, int floor, int expected) =>
        Assert.Equal(expected, TakeAll(Budget(calls, percent, floor)));

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        var budget = Budget(1);
        TakeAll(budget);
        Assert.False(budget.TryTake());

        budget.GiveBack();

        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
    }

    [Fact]
    public void The_budget_shrinks_with_the_calls()
    {
        var budget = Budget(120);
        for (var call = 0; call < 100; call++)
        {
            budget.Ended();
        }

        Assert.Equal(3, TakeAll(budget));
    }

    [Fact]
    public void Parallel_calls_never_take_more_than_there_is()
    {
        var budget = Budget(120);
        var taken = 0;

        Parallel.For(0, 1_000, _ => Interlocked.Add(ref taken, budget.TryTake() ? 1 : 0));

        Assert.Equal((20, 20), (taken, budget.Retries));
    }
}
