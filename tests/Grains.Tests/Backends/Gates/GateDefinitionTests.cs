using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

/// <summary>What a gate makes of another definition, and what it tells its owner of the rules that it goes by.</summary>
public class GateDefinitionTests
{
    private readonly GateStage _stage = new();

    [Fact]
    public void A_changed_definition_is_tried_at_once()
    {
        _stage.Calls(5, FailureKind.Unreachable);

        _stage.Define(new BackendDefinition { Format = BackendFormats.Echo, Circuit = new() { Rules = [new() { Failures = 2, Errors = ["timeout"] }] } });
        Assert.Equal(GateState.Closed, _stage.Reading.State);

        _stage.Calls(9, FailureKind.Unreachable);
        _stage.Calls(2, FailureKind.TimedOut);
        Assert.Equal(GateState.Open, _stage.Reading.State);
    }

    [Fact]
    public void A_changed_definition_is_tried_at_once_though_the_cluster_had_opened_and_the_owner_is_told()
    {
        _stage.Publish(CircuitPhase.Open, 20);

        _stage.Define(new BackendDefinition { Format = BackendFormats.Echo, Model = "m", Circuit = new() { Trip = TimeSpan.FromSeconds(5) } });

        Assert.Equal((GateState.Closed, 1), (_stage.Reading.State, _stage.Reports));
        var report = _stage.Gate.TakeReport("s")!;
        Assert.Equal((2, TimeSpan.FromSeconds(5)), (report.Definition, report.Circuit!.Trip));
    }

    [Fact]
    public void What_was_counted_by_other_rules_is_not_given_back()
    {
        _stage.Calls(2, FailureKind.ServerError, 500);
        var taken = _stage.Gate.TakeReport("s")!;
        _stage.Define(new BackendDefinition { Format = BackendFormats.Echo, Circuit = new() { Rules = [] } });

        _stage.Gate.GiveBack(taken);

        Assert.Empty(_stage.Gate.TakeReport("s")!.Rules);
    }

    [Fact]
    public void Rests_do_not_hide_failures_from_a_rule_over_an_interval()
    {
        var stage = new GateStage(new BackendDefinition
        {
            Format = BackendFormats.Echo,
            Circuit = new() { Rules = [new() { Failures = 3, Interval = TimeSpan.FromMinutes(1), Statuses = ["429"] }] },
        }, hasOwner: false);
        for (var i = 0; i < 2; i++)
        {
            stage.Calls(1, FailureKind.RateLimited, 429);
            stage.Time.Advance(TimeSpan.FromSeconds(10));
            stage.Calls(1); // the probe
        }

        stage.Calls(1, FailureKind.RateLimited, 429);

        Assert.Equal((TimeSpan.FromSeconds(30), false), (stage.Reading.ReopensIn, stage.Reading.IsRateLimited));
    }

    [Fact]
    public void What_was_taken_for_a_report_is_gone_until_it_is_given_back()
    {
        _stage.Pass().Settle(new GateOutcome(AttemptOutcome.Answered, null, TimeSpan.FromMilliseconds(5)));
        _stage.Calls(2, FailureKind.ServerError, 500);
        var taken = _stage.Gate.TakeReport("s")!;
        Assert.Equal((3, 2, 1), (taken.Calls, taken.Rules[0].Failures, taken.FirstContent[0]));
        Assert.Null(_stage.Gate.TakeReport("s"));

        _stage.Gate.GiveBack(taken);
        _stage.Calls(1, FailureKind.ServerError, 500);

        var again = _stage.Gate.TakeReport("s")!;
        Assert.Equal((4, new RuleCount(3, 3), 1), (again.Calls, again.Rules[0], again.FirstContent[0]));
    }
}
