using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Mirrors;
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

    /// <summary>A call of the canary's share, step by step, and what it is worth for the comparison.</summary>
    [Theory]
    [InlineData("begins new, answers", 1, 0)]
    [InlineData("begins new, fails, begins a, answers", 1, 1)]
    [InlineData("begins a, answers", 1, 1)] // the circuit of the canary is open
    [InlineData("full new, begins a, answers", 0, 0)]
    [InlineData("full new, begins a, fails, begins b, answers", 0, 0)]
    [InlineData("full a, begins b, answers", 1, 1)]
    [InlineData("full new, full a, begins new, answers", 1, 0)] // nobody else could: it has waited for the canary
    [InlineData("full new, full a, begins new, fails", 1, 1)]
    [InlineData("full new", 0, 0)]
    public void A_canary_that_is_full_is_counted_for_neither(string steps, int attempts, int failures)
    {
        var alias = Alias(new());
        var backends = new[] { "a", "b", "new" }.ToDictionary(id => id, id => alias.Groups.SelectMany(group => group).Append(alias.Rollout!.Canary).First(target => target.Backend.Id == id).Backend);
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var trial = CanaryTrial.Of(
            alias.Rollout, takes: true, new RolloutMetrics(meters.GetRequiredService<IMeterFactory>(), new CatalogMirror(Views.Compiler(), new Freshness(TimeProvider.System))));

        foreach (var step in steps.Split(", ").Select(step => step.Split(' ')))
        {
            switch (step[0])
            {
                case "full":
                    trial.Full(backends[step[1]]);
                    break;
                case "begins":
                    trial.Begins(backends[step[1]]);
                    break;
                default:
                    trial.Ended(AttemptResult.Unknown with { Failure = step[0] is "fails" ? new ProviderFailure(FailureKind.ServerError, "no") : null });
                    break;
            }
        }

        var counted = alias.Rollout!.Tally.Report("s");
        Assert.Equal((attempts, failures, 0), (counted.Canary.Attempts, counted.Canary.Failures, counted.Rest.Attempts));
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
