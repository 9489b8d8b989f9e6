using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Chat;
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
    public void The_limits_of_an_alias_join_those_of_the_subscription_in_order_and_leave_others_as_they_are()
    {
        var catalog = Catalog([new() { TokensPerMinute = 10 }], [new() { MaxConcurrent = 3 }], []);
        var view = Views.Compile(catalog with
        {
            Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["b"] = new(1, new() { Format = BackendFormats.Echo }) },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>>
            {
                ["llm/free"] = new(1, new() { Targets = [new() { Backend = "b" }] }),
                ["llm/meta/llama"] = new(1, new() { Targets = [new() { Backend = "b" }], Limits = [Requests with { CounterKey = "alias+header:x-room" }] }),
                ["llm/odd"] = new(1, new() { Targets = [new() { Backend = "b" }], Limits = [Requests with { CounterKey = "moon" }] }),
            },
        });
        var aliases = view.Apis["llm"].Aliases;
        var plan = view.Subscriptions["a"].Limits!["llm"];

        Assert.Equal([LimitKind.Concurrency, LimitKind.Requests, LimitKind.Tokens], LimitPlan.Both(plan, aliases["meta/llama"].Limits)!.Counters.Select(counter => counter.Kind));
        Assert.Same(plan, LimitPlan.Both(plan, aliases["free"].Limits));
        Assert.Same(aliases["meta/llama"].Limits, LimitPlan.Both(null, aliases["meta/llama"].Limits));
        Assert.Equal(["x-room"], view.CountedHeaders);
        var counter = Assert.Single(aliases["meta/llama"].Limits!.Counters);
        Assert.Equal("the alias 'meta/llama' (counted by alias, header:x-room)", counter.Owner);
        var call = new ChatCall { Api = "llm", Subscription = "a", RequestId = "r", Body = default };
        Assert.Equal("alias/llm/meta/llama/requests/alias=llm/meta/llama+header:x-room=", counter.NameFor(new(call, "meta/llama", "p")));

        // One whose limits cannot be read is not served.
        Assert.False(aliases.ContainsKey("odd"));
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
