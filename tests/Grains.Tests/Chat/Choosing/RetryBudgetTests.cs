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

    /// <summary>Without a floor nobody may be on another attempt who could give something back.</summary>
    [Fact]
    public async Task A_call_that_begins_makes_room_for_one_that_waits()
    {
        var time = new FakeTimeProvider();
        var budget = Budget(1, floor: 0, time: time);
        var (first, second) = (budget.TakeAsync(Cancellation).AsTask(), budget.TakeAsync(Cancellation).AsTask());

        for (var call = 0; call < 6; call++)
        {
            budget.Began(); // 20 % of the five that do not wait
        }

        Assert.Equal(1, budget.Retries);
        time.Advance(RetryBudget.LongestWait);
        Assert.True(await first);
        Assert.False(await second);
    }

    [Fact]
    public async Task Nobody_waits_behind_others_where_there_is_room_for_all()
    {
        var budget = Budget(1, floor: 0, time: new FakeTimeProvider());
        var first = budget.TakeAsync(Cancellation).AsTask();
        for (var call = 0; call < 1_000; call++)
        {
            budget.Began();
        }

        Assert.True(budget.TakeAsync(Cancellation).AsTask() is { IsCompletedSuccessfully: true, Result: true });
        Assert.True(await first.WaitAsync(Cancellation));
        Assert.Equal(2, budget.Retries);
    }

    [Fact]
    public async Task Who_gives_up_makes_room_for_those_behind()
    {
        using var hangUp = new CancellationTokenSource();
        var budget = Budget(3, percent: 100, floor: 0, time: new FakeTimeProvider());
        Assert.True(budget.TryTake());
        var gone = budget.TakeAsync(hangUp.Token).AsTask();
        var next = budget.TakeAsync(Cancellation).AsTask();
        budget.Began();
        Assert.Equal(1, budget.Retries);

        await hangUp.CancelAsync();

        Assert.False(await gone);
        Assert.True(await next.WaitAsync(Cancellation));
    }

    [Fact]
    public void Where_no_call_may_ever_try_again_none_waits() =>
        Assert.True(Budget(500, percent: 0, floor: 0).TakeAsync(Cancellation).AsTask() is { IsCompletedSuccessfully: true, Result: false });

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
