using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

public class RolloutRulesTests
{
    public static TheoryData<string, int, int, int, int, int, string, string> Table => new()
    {
        // case, step, canary failures/attempts, rest failures/attempts, minutes; move, why
        { "too few calls", 0, 0, 99, 0, 5000, nameof(RolloutMove.Wait), "at 5 %: 99 of 100 calls of the canary" },
        { "all of too few fail", 0, 99, 99, 0, 5000, nameof(RolloutMove.Wait), "at 5 %: 99 of 100 calls of the canary" },
        { "too few of the rest", 0, 0, 100, 0, 50, nameof(RolloutMove.Wait), "at 5 %: 50 of 100 calls of the rest, to compare with" },
        { "healthy", 0, 1, 100, 50, 5000, nameof(RolloutMove.Advance), "from 5 % to 50 %; 1 of 100 calls of the canary failed, 50 of 5000 of the rest" },
        { "all fail", 0, 100, 100, 0, 5000, nameof(RolloutMove.TakeBack), "taken back at 5 %: too many failures; 100 of 100 calls of the canary failed, 0 of 5000 of the rest" },
        { "worse, perhaps", 0, 4, 100, 50, 5000, nameof(RolloutMove.Wait), "at 5 %: it fails more often by more than the margin, which may be chance; 4 of 100 calls of the canary failed, 50 of 5000 of the rest" },
        { "both bad", 0, 50, 100, 2500, 5000, nameof(RolloutMove.Advance), "from 5 % to 50 %; 50 of 100 calls of the canary failed, 2500 of 5000 of the rest" },
        { "the last step", 2, 0, 100, 0, 100, nameof(RolloutMove.Finish), "done at 100 %; 0 of 100 calls of the canary failed, 0 of 100 of the rest" },
        { "bad at the last step", 2, 60, 100, 0, 100, nameof(RolloutMove.TakeBack), "taken back at 100 %: too many failures; 60 of 100 calls of the canary failed, 0 of 100 of the rest" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_was_seen_decides(string row, int step, int failures, int attempts, int restFailures, int restAttempts, string move, string why)
    {
        var rollout = Arms.Rollout(5, 50, 100) with { At = step };

        var decision = RolloutRules.Decide(rollout, Arms.Of(failures, attempts), Arms.Of(restFailures, restAttempts), Arms.Start.AddMinutes(5));

        Assert.Equal((row, move, why), (row, decision.Move.ToString(), decision.Why));
    }

    [Fact]
    public void A_step_lasts_as_long_as_it_must()
    {
        var decision = RolloutRules.Decide(Arms.Rollout(5, 100), Arms.Of(0, 100), Arms.Of(0, 100), Arms.Start.AddSeconds(299));

        Assert.Equal((RolloutMove.Wait, "at 5 %: healthy; the step lasts until 2030-01-01 00:05:00Z"), (decision.Move, decision.Why));
    }

    [Fact]
    public void A_canary_is_taken_back_before_its_step_is_over() => Assert.Equal(
        RolloutMove.TakeBack, RolloutRules.Decide(Arms.Rollout(5, 100), Arms.Of(100, 100), Arms.Of(0, 10), Arms.Start).Move);

    [Fact]
    public void Late_answers_take_it_back_too()
    {
        var decision = RolloutRules.Decide(Arms.Rollout(5, 100), Arms.Of(0, 200, 2000), Arms.Of(0, 2000, 300), Arms.Start);

        Assert.Equal(RolloutMove.TakeBack, decision.Move);
        Assert.Equal("taken back at 5 %: answers begin too late; half of the canary's within 2.118 s, half of the rest's within 0.355 s", decision.Why);
    }

    [Fact]
    public void Answers_that_may_be_late_are_waited_for() => Assert.Equal(
        RolloutMove.Wait, RolloutRules.Decide(Arms.Rollout(5, 100), Late(), Arms.Of(0, 100, 300), Arms.Start.AddMinutes(9)).Move);

    // So few of its calls stream that it proves nothing.
    private static ArmCounts Late() => Arms.Of(0, 100) with { FirstContent = Arms.Times([2.0, 2.0, 2.0]) };

    [Fact]
    public void The_canary_gets_the_place_of_those_that_were_first_and_the_others_stay()
    {
        AliasDefinition alias = new()
        {
            Targets = [new() { Backend = "a", Priority = 2 }, new() { Backend = "b", Priority = 2, Weight = 5 }, new() { Backend = "new", Priority = 4 }, new() { Backend = "c", Priority = 7 }],
            Forced = """{"seed":1}""",
            Rollout = Arms.Rollout(5, 100),
        };

        var promoted = RolloutRules.Promoted(alias);

        Assert.Equal([("new", 2), ("c", 7)], promoted.Targets.Select(target => (target.Backend, target.Priority)));
        Assert.Null(promoted.Rollout);
        Assert.Equal(alias.Forced, promoted.Forced);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "" },
        { "unknown", "backend" },
        { "first", "backend" },
        { "fallback", "" },
        { "one step", "steps" },
        { "eleven steps", "steps" },
        { "falling", "steps[1].percent steps[2].percent" },
        { "zero", "steps[0].percent" },
        { "ends early", "steps[1].percent" },
        { "long", "steps[0].minimumDuration" },
        { "few", "steps[1].minimumSamples" },
        { "margins", "errorMargin latencyMargin" },
        { "sticky", "stickiness" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_cannot_be_is_named(string what, string paths)
    {
        var catalog = CatalogSnapshot.Empty with { Backends = new[] { "old", "new", "spare" }.ToDictionary(id => id, _ => Views.Echo()) };
        AliasDefinition alias = new() { Targets = [new() { Backend = "old" }, new() { Backend = "spare", Priority = 2 }] };
        var good = Arms.Rollout(5, 100);
        RolloutStep all = good.Steps[1];
        var rollout = what switch
        {
            "unknown" => good with { Backend = "x" },
            "first" => good with { Backend = "old" },
            "fallback" => good with { Backend = "spare" },
            "one step" => Arms.Rollout(100),
            "eleven steps" => Arms.Rollout([.. Enumerable.Range(1, 10), 100]),
            "falling" => Arms.Rollout(5, 5, 4),
            "zero" => Arms.Rollout(0, 100),
            "ends early" => Arms.Rollout(5, 99),
            "long" => good with { Steps = [good.Step with { MinimumDuration = TimeSpan.FromDays(8) }, all] },
            "few" => good with { Steps = [good.Step, all with { MinimumSamples = 9 }] },
            "margins" => good with { ErrorMargin = double.NaN, LatencyMargin = 0 },
            "sticky" => good with { Stickiness = "key" },
            _ => good,
        };

        Assert.Equal(paths, string.Join(' ', RolloutMistakes.Of(rollout, alias, catalog).Select(mistake => mistake.Path)));
    }
}
