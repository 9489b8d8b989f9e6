using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Gateway.Grains.Tests.Rollouts;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class CanaryTests
{
    /// <summary>Whatever the canary says, the others are asked as if it had not been: also after what would end a call elsewhere.</summary>
    [Theory]
    [InlineData(FailureKind.ServerError)]
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.ContextLength)]
    public void The_canary_is_first_and_costs_the_call_nothing(FailureKind failure)
    {
        var alias = Alias(new() { MaxAttempts = 1 });
        var run = new TargetRun(alias, null, Aliases.Gates(""), new Random(1), alias.Rollout!.Canary);

        Assert.Equal("new", run.Next()!.Id);
        run.Failed(new ProviderFailure(failure, "no"));

        Assert.Equal(0, run.OwnAttempts);
        Assert.Equal("a", run.Next()!.Id);
        run.Failed(new ProviderFailure(FailureKind.ServerError, "no"));
        Assert.Null(run.Next());
    }

    [Fact]
    public void A_canary_whose_circuit_is_open_is_passed_over()
    {
        var alias = Alias(new());

        Assert.Equal("a", new TargetRun(alias, null, Aliases.Gates("new open 9"), new Random(1), alias.Rollout!.Canary).Next()!.Id);
    }

    [Fact]
    public void The_rest_never_sees_the_canary()
    {
        var run = new TargetRun(Alias(new()), null, Aliases.Gates("a open 9, b open 9"), new Random(1));

        Assert.Null(run.Next());
    }

    [Fact]
    public void A_fallback_on_trial_is_one_target()
    {
        var alias = Alias(new() { MaxAttempts = 9 }, canary: "b");
        var run = new TargetRun(alias, null, Aliases.Gates(""), new Random(1), alias.Rollout!.Canary);

        Assert.Equal("b", run.Next()!.Id);
        run.Failed(new ProviderFailure(FailureKind.ServerError, "no"));
        Assert.Equal("a", run.Next()!.Id);
        run.Failed(new ProviderFailure(FailureKind.ServerError, "no"));
        Assert.Null(run.Next());
    }

    [Fact]
    public void All_silos_agree_who_tends_and_one_that_leaves_moves_only_its_own()
    {
        string[] silos = ["s1", "s2", "s3"], left = ["s3", "s1"];
        var keys = Enumerable.Range(0, 300).Select(at => $"llm/alias-{at}").ToList();

        Assert.All(keys, key => Assert.Equal(TendedBy.Choose(key, silos), TendedBy.Choose(key, silos.Reverse())));
        Assert.All(keys.Where(key => TendedBy.Choose(key, silos) != "s2"), key => Assert.Equal(TendedBy.Choose(key, silos), TendedBy.Choose(key, left)));
        Assert.All(keys.GroupBy(key => TendedBy.Choose(key, silos)), group => Assert.InRange(group.Count(), 60, 140));
        Assert.Null(TendedBy.Choose("llm/gpt", []));
    }

    private static AliasView Alias(RoutingDefinition routing, string canary = "new") => Views.Compile(new()
    {
        Epoch = 1,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm" } },
        Backends = new[] { "a", "b", "new" }.ToDictionary(id => id, _ => Views.Echo()),
        Aliases = new Dictionary<string, Versioned<AliasDefinition>>
        {
            ["llm/gpt"] = new(2, new()
            {
                Targets = [new() { Backend = "a" }, new() { Backend = "b", Priority = 2 }],
                Routing = routing,
                Rollout = Arms.Rollout(5, 100) with { Backend = canary },
            }),
        },
    }).Apis["llm"].Aliases["gpt"];
}
