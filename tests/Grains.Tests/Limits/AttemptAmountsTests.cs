using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Limits;

/// <summary>What an attempt takes of a limit of its backend.</summary>
public class AttemptAmountsTests
{
    [Theory]
    [InlineData("tokens", true, 100, 50, 150)]
    [InlineData("tokens", false, 100, 50, 50)]
    [InlineData("tokens", true, 900, 500, 1_000)]      // never more than the whole limit
    [InlineData("tokens", true, 5_000, 500, 1_000)]    // the prompt alone is: that is for the provider to say
    [InlineData("tokens", false, 100, 0, 1)]           // a counter that is empty refuses all the same
    [InlineData("quota", true, 100, 50, 150)]
    [InlineData("requests", true, 100, 50, 1)]
    [InlineData("spend", true, 100, 50, 200)]          // 1 a million tokens in, 2 out: in millionths
    [InlineData("spend", false, 100, 50, 100)]
    public void Reserved_is_what_is_expected(string kind, bool estimates, long prompt, long answer, long expected) =>
        Assert.Equal(expected, AttemptAmounts.Reserved(Counter(kind, estimates), prompt, answer, TokenPrices.Of(new() { Input = 1, Output = 2 })));

    [Fact]
    public void What_costs_nothing_needs_the_least_there_is() => Assert.Equal(1, AttemptAmounts.Reserved(Counter("spend", true), 100, 50, null));

    /// <summary>How the attempt ended, its tokens, its cost in thousand millionths, and what that is of each kind of limit.</summary>
    public static TheoryData<string, long, long, long, long, long> Ends => new()
    {
        { "answered", 150, 200_001, 150, 201, 1 },
        { "answered", 0, 0, 0, 0, 1 },          // whose provider reports nothing
        { "failed", 0, 0, 0, 0, 0 },            // before it had answered anything
        { "failed", 12, 0, 12, 0, 1 },          // after it had begun to count
        { "broken off", 40, 0, 40, 0, 1 },
        { "left early", 0, 0, 0, 0, 0 },        // before anything was sent
        { "left late", 30, 0, 30, 0, 1 },
        { "not made", 0, 0, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Used_is_what_the_attempt_says(string end, long tokens, long cost, long ofTokens, long ofSpend, long ofRequests)
    {
        var failure = FailureText.Failure(FailureKind.ServerError);
        var result = end switch
        {
            "answered" => new AttemptResult(null, Committed: true, Abandoned: false, default, null),
            "failed" => new AttemptResult(failure, Committed: false, Abandoned: false, default, null),
            "broken off" => new AttemptResult(failure, Committed: true, Abandoned: false, default, null),
            "left early" or "left late" => new AttemptResult(null, Committed: false, Abandoned: true, default, null),
            _ => AttemptResult.Unknown,
        };
        var used = new AttemptUsage(new TokenUsage(tokens, 0), IsEstimated: false, cost);

        Assert.Equal((ofTokens, ofTokens), (AttemptAmounts.Used(LimitKind.Tokens, result, used), AttemptAmounts.Used(LimitKind.TokenQuota, result, used)));
        Assert.Equal((ofSpend, ofRequests), (AttemptAmounts.Used(LimitKind.Spend, result, used), AttemptAmounts.Used(LimitKind.Requests, result, used)));
    }

    [Fact]
    public void A_counter_of_a_backend_is_one_for_all_calls_and_asked_in_the_usual_order()
    {
        var plan = LimitPlan.OfBackend("azure", new()
        {
            Format = "echo",
            Limits = [new() { TokensPerMinute = 5, RequestsPerMinute = 6, CounterKey = LimitDefinition.BackendCounter }, new() { TokenQuota = 7, TokenQuotaPeriod = "Daily", CounterKey = LimitDefinition.BackendCounter }],
        })!;

        Assert.Equal(["backend/azure/token-quota/Daily/", "backend/azure/requests/", "backend/azure/tokens/"], plan.Counters.Select(counter => counter.SharedName));
        Assert.Equal(["backend"], plan.Counters.Select(counter => counter.Scope).Distinct());
        Assert.Null(LimitPlan.OfBackend("azure", new() { Format = "echo" }));
    }

    private static PlannedCounter Counter(string kind, bool estimates) => PlannedCounter.Of(PlannedCounter.BackendScope, "b", new()
    {
        TokensPerMinute = kind is "tokens" ? 1_000 : null,
        TokenQuota = kind is "quota" ? 1_000 : null,
        TokenQuotaPeriod = "Daily",
        RequestsPerMinute = kind is "requests" ? 1_000 : null,
        SpendLimit = kind is "spend" ? 0.001m : null,
        SpendLimitPeriod = "Daily",
        EstimatePromptTokens = estimates,
        CounterKey = LimitDefinition.BackendCounter,
    }).Single();
}
