using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class LimitPlanTests
{
    private static readonly LimitDefinition Requests = new() { RequestsPerMinute = 7, CounterKey = "header:x-team" };

    [Fact]
    public void A_subscription_that_nothing_limits_has_nothing_to_look_at() =>
        Assert.Null(Views.Compile(Catalog([], [], [])).Subscriptions["a"].Limits);

    [Fact]
    public void The_plans_of_a_product_are_made_once_for_all_its_subscriptions()
    {
        var view = Views.Compile(Catalog([], [Requests], []));

        Assert.NotNull(view.Subscriptions["a"].Limits);
        Assert.Same(view.Subscriptions["a"].Limits, view.Subscriptions["b"].Limits);
        Assert.Equal(["x-team"], view.CountedHeaders);
    }

    [Fact]
    public void All_limits_of_an_API_a_product_and_a_subscription_are_asked_the_longest_first()
    {
        var plan = Views.Compile(Catalog(
            [new() { TokensPerMinute = 10 }],
            [new() { RequestsPerMinute = 7, MaxConcurrent = 3 }],
            [new() { TokenQuota = 5, TokenQuotaPeriod = "Daily" }])).Subscriptions["a"].Limits!["llm"];

        Assert.Equal(
            [(LimitKind.TokenQuota, "subscription"), (LimitKind.Concurrency, "product"), (LimitKind.Requests, "product"), (LimitKind.Tokens, "api")],
            plan.Counters.Select(counter => (counter.Kind, counter.Scope)));
    }

    [Fact]
    public void A_limit_that_this_version_cannot_read_lets_nobody_through()
    {
        var view = Views.Compile(Catalog([], [], [Requests with { CounterKey = "moon" }]));

        Assert.False(view.Subscriptions.ContainsKey("a"));
        Assert.True(view.Subscriptions.ContainsKey("b"));
        Assert.Empty(Views.Compile(Catalog([], [Requests with { CounterKey = "moon" }], [])).Subscriptions);
    }

    private static CatalogSnapshot Catalog(LimitDefinition[] api, LimitDefinition[] product, LimitDefinition[] subscription) => new()
    {
        Epoch = 1,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1", Limits = api } },
        Products = new Dictionary<string, ProductDefinition> { ["p"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] }, Limits = product } },
        Subscriptions = new Dictionary<string, SubscriptionDefinition>
        {
            ["a"] = new() { Product = "p", KeyHashes = [new string('a', 64)], Limits = subscription },
            ["b"] = new() { Product = "p", KeyHashes = [new string('b', 64)] },
        },
    };
}
