using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class RetryBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static RetryBudget Budget(int calls, int percent = 20, int floor = 3, TimeProvider? time = null)
    {
        var budget = new RetryBudget(Options.Create(new RelayOptions { RetryBudgetPercent = percent, RetryBudgetFloor = floor }), time ?? TimeProvider.System);
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
    public async Task Who_finds_it_used_up_waits_for_a_turn_in_order()
    {
        var budget = Budget(9, floor: 1);
        Assert.True(await budget.TakeAsync(Cancellation));

        var (first, second) = (budget.TakeAsync(Cancellation).AsTask(), budget.TakeAsync(Cancellation).AsTask());
        Assert.False(budget.TryTake());
        budget.GiveBack();

        Assert.True(await first);
        Assert.False(second.IsCompleted);
        budget.GiveBack();
        Assert.True(await second);
        Assert.Equal(1, budget.Retries);
    }

    [Fact]
    public async Task Nobody_waits_for_ever_and_who_has_given_up_takes_nothing()
    {
        var time = new FakeTimeProvider();
        var budget = Budget(9, floor: 1, time: time);
        Assert.True(await budget.TakeAsync(Cancellation));
        var late = budget.TakeAsync(Cancellation).AsTask();

        time.Advance(RetryBudget.LongestWait);
        Assert.False(await late);
        budget.GiveBack();

        Assert.Equal(0, budget.Retries);
        Assert.True(budget.TryTake());
    }

    [Fact]
    public async Task Who_hangs_up_leaves_the_queue()
    {
        using var hangUp = new CancellationTokenSource();
        var budget = Budget(9, floor: 1);
        Assert.True(await budget.TakeAsync(Cancellation));
        var gone = budget.TakeAsync(hangUp.Token).AsTask();

        await hangUp.CancelAsync();
        Assert.False(await gone);
        budget.GiveBack();

        Assert.True(budget.TryTake());
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
