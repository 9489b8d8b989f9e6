using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class StrategyTests
{
    private const int Draws = 20_000;

    private static AliasView Alias(string targets, string strategy = "weighted") => Aliases.Of(targets, new() { Strategy = strategy, MaxAttempts = 10 });

    /// <summary>The orders in which that many calls try the targets, when all fail.</summary>
    private static string[] Orders(AliasView alias, string gates = "", int calls = Draws, int seed = 42)
    {
        var random = new Random(seed);
        var readings = Aliases.Gates(gates);
        return [.. Enumerable.Range(0, calls).Select(_ => Order(alias, readings, random))];
    }

    private static string Order(AliasView alias, Func<BackendView, GateReading> gates, Random random, ulong? key = null)
    {
        var run = new TargetRun(alias, key, gates, random);
        var order = "";
        while (run.Next() is { } backend && run.Wait == TimeSpan.Zero)
        {
            order += backend.Id;
            run.Failed(FailureText.Failure(FailureKind.ServerError));
        }

        return order;
    }

    private static void AssertShare(double expected, string[] orders, Func<string, bool> counted)
    {
        // Five standard deviations.
        var deviation = Math.Sqrt(expected * (1 - expected) / orders.Length);
        Assert.InRange((double)orders.Count(counted) / orders.Length, expected - (5 * deviation), expected + (5 * deviation));
    }

    [Fact]
    public void The_first_attempts_follow_the_weights()
    {
        var orders = Orders(Alias("a:1:70, b:1:20, c:1:10"));

        AssertShare(0.7, orders, order => order[0] == 'a');
        AssertShare(0.2, orders, order => order[0] == 'b');
        AssertShare(0.1, orders, order => order[0] == 'c');
    }

    [Fact]
    public void The_second_attempts_follow_the_weights_of_what_is_left()
    {
        var afterA = Orders(Alias("a:1:70, b:1:20, c:1:10")).Where(order => order[0] == 'a').ToArray();

        AssertShare(2.0 / 3, afterA, order => order[1] == 'b');
    }

    [Fact]
    public void The_same_seed_makes_the_same_choices()
    {
        var alias = Alias("a:1:70, b:1:20, c:1:10");

        Assert.Equal(Orders(alias, calls: 100, seed: 7), Orders(alias, calls: 100, seed: 7));
        Assert.NotEqual(Orders(alias, calls: 100, seed: 7), Orders(alias, calls: 100, seed: 8));
    }

    public static TheoryData<string, string, string> Shapes => new()
    {
        // Targets, gates, and the order as a pattern
        { "a:1:1, b:1:1000, c:2:0, d:2:5", "", "^(ab|ba)dc$" },                  // every target once
        { "a:2:1000, b:1:1, c:3:1000, d:1:1", "", "^(bd|db)ac$" },               // a priority is exhausted before the next, whatever the weights
        { "a:1:0, b:1:1, c:2:100", "", "^bac$" },                                // weight 0 comes last within its priority
        { "a:1:0, b:1:5, c:1:0", "", "^b(ac|ca)$" },                             // several of weight 0 are all tried after the others
        { "a:1:0", "", "^a$" },                                                  // an only target, whatever its weight
        { "", "", "^$" },                                                        // none at all
        { "a, b, c", "a half", "^(bc|cb)a$" },                                   // half-open after closed ...
        { "a, b, c:2", "a half", "^bac$" },                                      // ... but before the next priority
        { "a, b:1:0", "a half", "^ba$" },                                        // ... and after a closed one of weight 0
        { "a, b, c", "b open 9", "^(ac|ca)$" },                                  // open ones are passed over
        { "a, b:2", "a limited 9", "^b$" },
        { "a, b", "a open 9, b open 1", "^$" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Targets_are_tried_in_this_order_by_every_strategy(string targets, string gates, string pattern) =>
        Assert.All((string[])["weighted", "latency", "roundRobin"], strategy =>
            Assert.All(Orders(Alias(targets, strategy), gates, 200), order => Assert.Matches(pattern, order)));

    [Theory]
    [InlineData("a slow 100, b slow 10", 'b')]
    [InlineData("a slow 10, b slow 10, a busy 3", 'b')]
    [InlineData("a slow 10, b slow 100, a busy 8", 'a')]   // ten times as fast, nine calls deep
    [InlineData("a slow 10, b slow 100, a busy 11", 'b')]
    [InlineData("a slow 10", 'b')]                          // never measured, idle: found out
    [InlineData("a slow 10, b busy 1", 'a')]                // never measured, one call finds out already
    [InlineData("a busy 1", 'b')]                           // nothing measured yet: the idle one
    public void Of_two_latency_takes_the_one_that_probably_answers_first(string gates, char first) =>
        Assert.All(Orders(Alias("a, b", "latency"), gates, 100), order => Assert.Equal(first, order[0]));

    [Fact]
    public void Of_three_latency_takes_the_slowest_never_and_the_fastest_whenever_it_is_drawn()
    {
        var orders = Orders(Alias("a, b, c", "latency"), "a slow 1, b slow 2, c slow 3");

        AssertShare(2.0 / 3, orders, order => order[0] == 'a');
        AssertShare(1.0 / 3, orders, order => order[0] == 'b');
    }

    [Fact]
    public void Latency_looks_at_nothing_of_weight_0_while_there_is_another() =>
        Assert.All(Orders(Alias("a, b:1:0", "latency"), "a slow 1000, b slow 1", 100), order => Assert.Equal("ab", order));

    [Theory]
    [InlineData("a, b, c", "abcabcabc")]
    [InlineData("a:1:2, b:1:1", "abaabaaba")]
    [InlineData("a:1:5, b:1:1, c:1:1", "aabacaaaabacaa")]
    [InlineData("a, b:1:0, c", "acacac")]
    public void Round_robin_takes_turns_as_often_as_the_weights_say(string targets, string firsts) =>
        Assert.Equal(firsts, string.Concat(Enumerable.Repeat(Alias(targets, "roundRobin"), firsts.Length).Select(First)));

    [Fact]
    public void Round_robin_shares_among_those_that_are_not_open()
    {
        var alias = Alias("a, b, c", "roundRobin");

        Assert.Equal("acacacac", string.Concat(Enumerable.Range(0, 8).Select(_ => new TargetRun(alias, null, Aliases.Gates("b open 9"), Random.Shared).Next()!.Id)));
    }

    [Fact]
    public void Round_robin_is_even_under_parallel_calls()
    {
        var alias = Alias("a:1:3, b:1:1", "roundRobin");
        var firsts = new System.Collections.Concurrent.ConcurrentBag<string>();

        Parallel.For(0, 4_000, _ => firsts.Add(First(alias)));

        Assert.Equal((3_000, 1_000), (firsts.Count(id => id == "a"), firsts.Count(id => id == "b")));
    }

    private static string First(AliasView alias) => new TargetRun(alias, null, Aliases.Gates(""), Random.Shared).Next()!.Id;

    // Affinity

    [Fact]
    public void A_key_always_finds_the_same_targets_in_the_same_order()
    {
        var alias = Alias("a, b, c, d");

        for (ulong key = 0; key < 100; key++)
        {
            var order = Order(alias, Aliases.Gates(""), new Random(1), key);
            Assert.Equal(order, Order(alias, Aliases.Gates(""), new Random(2), key));
        }
    }

    [Fact]
    public void Keys_are_shared_as_the_weights_say()
    {
        var alias = Alias("a:1:60, b:1:30, c:1:10, d:1:0");
        string[] orders = [.. Enumerable.Range(0, Draws).Select(key => Order(alias, Aliases.Gates(""), Random.Shared, (ulong)key))];

        AssertShare(0.6, orders, order => order[0] == 'a');
        AssertShare(0.3, orders, order => order[0] == 'b');
        AssertShare(0.1, orders, order => order[0] == 'c');
        Assert.All(orders, order => Assert.Equal('d', order[^1]));
    }

    [Fact]
    public void A_target_that_goes_moves_only_its_own_keys()
    {
        var (all, fewer) = (Alias("a, b, c, d"), Alias("a, b, d"));
        for (ulong key = 0; key < 500; key++)
        {
            var before = Order(all, Aliases.Gates(""), Random.Shared, key);
            Assert.Equal(before.Replace("c", "", StringComparison.Ordinal), Order(fewer, Aliases.Gates(""), Random.Shared, key));
            Assert.Equal(before.Replace("c", "", StringComparison.Ordinal), Order(all, Aliases.Gates("c open 9"), Random.Shared, key));
        }
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(8, true)]   // the mean is 4: 2 × 4 + 4 is not passed
    [InlineData(13, false)] // the mean is 13 / 3: twice that and 4 is passed
    public void A_key_stays_until_its_target_has_far_more_calls_than_the_others(int busy, bool stays)
    {
        var alias = Alias("a, b, c");
        var home = Order(alias, Aliases.Gates(""), Random.Shared, 7);
        var others = home[1..];
        var gates = stays
            ? $"{home[0]} busy {busy}, {others[0]} busy 2, {others[1]} busy 2"
            : $"{home[0]} busy {busy}";

        Assert.Equal(stays ? home[0] : others[0], Order(alias, Aliases.Gates(gates), Random.Shared, 7)[0]);
    }
}
