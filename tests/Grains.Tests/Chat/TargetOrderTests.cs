using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class TargetOrderTests
{
    private const int Draws = 20_000;

    private static AliasView Alias(params (string Backend, int Priority, int Weight)[] targets) => Views.Compile(new()
    {
        Epoch = 1,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm" } },
        Backends = targets.Select(target => target.Backend).Distinct().ToDictionary(id => id, _ => Views.Echo()),
        Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = Views.Alias(targets) },
    }).Apis["llm"].Aliases["gpt"];

    private static string[] Orders(AliasView alias)
    {
        var random = new Random(42);
        return [.. Enumerable.Range(0, Draws).Select(_ => string.Concat(TargetOrder.Of(alias, random).Select(backend => backend.Id)))];
    }

    private static double Share(string[] orders, Func<string, bool> counted) => (double)orders.Count(counted) / orders.Length;

    [Fact]
    public void The_first_attempts_follow_the_weights()
    {
        var orders = Orders(Alias(("a", 1, 70), ("b", 1, 20), ("c", 1, 10)));

        Assert.Equal(0.7, Share(orders, order => order[0] == 'a'), 0.015);
        Assert.Equal(0.2, Share(orders, order => order[0] == 'b'), 0.015);
        Assert.Equal(0.1, Share(orders, order => order[0] == 'c'), 0.015);
    }

    [Fact]
    public void The_second_attempts_follow_the_weights_of_what_is_left()
    {
        var afterA = Orders(Alias(("a", 1, 70), ("b", 1, 20), ("c", 1, 10))).Where(order => order[0] == 'a').ToArray();

        Assert.Equal(2.0 / 3, Share(afterA, order => order[1] == 'b'), 0.02);
    }

    [Fact]
    public void Every_target_is_tried_once() =>
        Assert.All(Orders(Alias(("a", 1, 1), ("b", 1, 1000), ("c", 2, 0), ("d", 2, 5))), order => Assert.Equal("abcd", string.Concat(order.Order())));

    [Fact]
    public void A_priority_is_exhausted_before_the_next_whatever_the_weights() =>
        Assert.All(Orders(Alias(("a", 2, 1000), ("b", 1, 1), ("c", 3, 1000), ("d", 1, 1))), order => Assert.Matches("^(bd|db)ac$", order));

    [Fact]
    public void Weight_0_comes_last_within_its_priority() =>
        Assert.All(Orders(Alias(("a", 1, 0), ("b", 1, 1), ("c", 2, 100))), order => Assert.Equal("bac", order));

    [Fact]
    public void Several_of_weight_0_are_all_tried_after_the_others() =>
        Assert.All(Orders(Alias(("a", 1, 0), ("b", 1, 5), ("c", 1, 0))), order => Assert.Matches("^b(ac|ca)$", order));

    [Fact]
    public void An_only_target_is_tried_whatever_its_weight() => Assert.Equal("a", Orders(Alias(("a", 1, 0)))[0]);

    [Fact]
    public void An_alias_without_targets_has_no_order() => Assert.Empty(TargetOrder.Of(new AliasView("gpt", 1, []), new Random(1)));
}
