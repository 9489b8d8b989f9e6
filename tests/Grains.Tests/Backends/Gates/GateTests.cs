using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

public class GateTests
{
    private readonly GateStage _stage = new();

    [Fact]
    public void It_opens_at_once_by_what_it_sees_and_tells_the_owner()
    {
        _stage.Calls(4, FailureKind.ServerError, 500);
        Assert.Equal((GateState.Closed, 0), (_stage.Reading.State, _stage.Reports));

        _stage.Calls(1, FailureKind.TimedOut);

        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(30), false), (_stage.Reading.State, _stage.Reading.ReopensIn, _stage.Reading.IsRateLimited));
        Assert.Equal(GateRefusalReason.Open, _stage.Refused());
        Assert.Equal(1, _stage.Reports);
        var report = _stage.Gate.TakeReport("s")!;
        Assert.Equal((5, new RuleCount(5, 5), true, "timeout"), (report.Calls, report.Rules[0], report.IsOpenHere, report.LastError));
    }

    [Fact]
    public void Calls_that_were_not_sent_extend_nothing()
    {
        _stage.Calls(5, FailureKind.ServerError, 500);
        _stage.Time.Advance(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 100; i++)
        {
            _stage.Refused();
        }

        Assert.Equal(TimeSpan.FromSeconds(10), _stage.Reading.ReopensIn);
    }

    [Fact]
    public void Calls_from_before_the_opening_change_nothing_when_they_end()
    {
        var (late, good) = (_stage.Pass(), _stage.Pass());
        _stage.Calls(5, FailureKind.ServerError, 500);
        _stage.Time.Advance(TimeSpan.FromSeconds(10));

        GateStage.End(late, FailureKind.ServerError, 500);
        GateStage.End(good);

        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(20), 0), (_stage.Reading.State, _stage.Reading.ReopensIn, _stage.Reading.InFlight));
    }

    [Fact]
    public void A_provider_that_says_when_is_left_alone_until_then()
    {
        _stage.Calls(1, FailureKind.RateLimited, 429, TimeSpan.FromSeconds(20));

        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(20), true), (_stage.Reading.State, _stage.Reading.ReopensIn, _stage.Reading.IsRateLimited));
        Assert.Equal(GateRefusalReason.RateLimited, _stage.Refused());
        Assert.Equal(new CoolDown(TimeSpan.FromSeconds(20), CircuitReason.RateLimited), _stage.Gate.TakeReport("s")!.CoolDown);
    }

    [Fact]
    public void A_later_wish_counts_only_when_it_ends_later()
    {
        var (longer, shorter) = (_stage.Pass(), _stage.Pass());
        _stage.Calls(1, FailureKind.RateLimited, 429, TimeSpan.FromSeconds(20));

        GateStage.End(shorter, FailureKind.RateLimited, 429, TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(20), _stage.Reading.ReopensIn);

        GateStage.End(longer, FailureKind.RateLimited, 429, TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(40), _stage.Reading.ReopensIn);
    }

    [Fact]
    public void A_hang_up_is_nobodys_failure()
    {
        for (var i = 0; i < 100; i++)
        {
            _stage.Pass().Settle(new GateOutcome(AttemptOutcome.Abandoned));
        }

        Assert.Equal((GateState.Closed, 0), (_stage.Reading.State, _stage.Reading.InFlight));
    }

    [Fact]
    public void A_pass_settles_once()
    {
        var (pass, other) = (_stage.Pass(), _stage.Pass());

        pass.Settle(new GateOutcome(AttemptOutcome.Answered));
        pass.Settle(new GateOutcome(AttemptOutcome.Answered));

        Assert.Equal(1, _stage.Gate.InFlight);
        other.Settle(new GateOutcome(AttemptOutcome.Answered));
        Assert.Equal(0, _stage.Gate.InFlight);
    }

    [Fact]
    public void The_first_call_after_the_time_asks_and_the_next_is_the_probe()
    {
        Open();

        Assert.Equal(GateState.HalfOpen, _stage.Reading.State);
        Assert.Equal(GateRefusalReason.HalfOpen, _stage.Refused());
        Assert.Equal(GateRefusalReason.HalfOpen, _stage.Refused());
        Assert.Equal(1, _stage.Asked); // one question, however many calls

        _stage.Gate.Granted(new ProbeLease(true, 7, TimeSpan.FromSeconds(60)));
        var probe = _stage.Pass();

        Assert.True(probe.IsProbe);
        Assert.Equal(GateRefusalReason.Open, _stage.Refused());
        GateStage.End(probe);
        Assert.Equal(GateState.Closed, _stage.Reading.State);
        Assert.Equal((7L, ProbeOutcome.Answered), (Assert.Single(_stage.Told).Lease, _stage.Told[0].Outcome));
        Assert.False(_stage.Pass().IsProbe);
    }

    [Fact]
    public void A_probe_has_answered_when_its_content_begins()
    {
        Open();
        _stage.Refused();
        _stage.Gate.Granted(new ProbeLease(true, 7, TimeSpan.FromSeconds(60)));
        var probe = _stage.Pass();

        probe.Answered!();

        Assert.Equal(GateState.Closed, _stage.Reading.State);
        Assert.Equal(1, _stage.Gate.InFlight);
        GateStage.End(probe);
        Assert.Equal(ProbeOutcome.Answered, Assert.Single(_stage.Told).Outcome);
        Assert.Equal(0, _stage.Gate.InFlight);
        Assert.Null(_stage.Pass().Answered); // nothing to call, nothing allocated
    }

    [Theory]
    [InlineData(FailureKind.ServerError, null, 60, ProbeOutcome.Failed)]
    [InlineData(FailureKind.RateLimited, 15, 15, ProbeOutcome.Failed)]
    [InlineData(null, null, 0, ProbeOutcome.GivenBack)]
    public void A_probe_that_fails_opens_it_for_longer_and_one_that_was_abandoned_goes_back(FailureKind? kind, int? retryAfter, int seconds, ProbeOutcome told)
    {
        Open();
        _stage.Refused();
        _stage.Gate.Granted(new ProbeLease(true, 7, TimeSpan.FromSeconds(60)));
        var probe = _stage.Pass();

        if (kind is null)
        {
            probe.Settle(new GateOutcome(AttemptOutcome.Abandoned));
        }
        else
        {
            GateStage.End(probe, kind, 500, retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), _stage.Reading.ReopensIn);
        Assert.Equal(told, Assert.Single(_stage.Told).Outcome);
    }

    [Fact]
    public void A_permission_that_another_silo_has_is_asked_for_again_later()
    {
        Open();
        _stage.Refused();

        _stage.Gate.Granted(new ProbeLease(false, 0, TimeSpan.FromSeconds(5)));

        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(5)), (_stage.Reading.State, _stage.Reading.ReopensIn));
        _stage.Time.Advance(TimeSpan.FromSeconds(5));
        _stage.Refused();
        Assert.Equal(2, _stage.Asked);
    }

    [Fact]
    public void A_permission_that_no_call_uses_goes_back()
    {
        Open();
        _stage.Refused();
        _stage.Gate.Granted(new ProbeLease(true, 7, TimeSpan.FromSeconds(60)));

        _stage.Gate.Tend();
        Assert.Empty(_stage.Told);
        _stage.Time.Advance(Gate.ProbeUse);
        _stage.Gate.Tend();

        Assert.Equal(ProbeOutcome.GivenBack, Assert.Single(_stage.Told).Outcome);
        Assert.Equal(GateRefusalReason.HalfOpen, _stage.Refused());
        Assert.Equal(2, _stage.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_its_owner_it_goes_by_what_it_sees(bool hasOwner)
    {
        var stage = new GateStage(hasOwner: hasOwner);
        stage.Calls(5, FailureKind.Unreachable);
        Assert.Equal(GateState.Open, stage.Reading.State);
        stage.Time.Advance(TimeSpan.FromSeconds(30));
        if (hasOwner)
        {
            stage.Refused();
            stage.Gate.Granted(null); // it did not answer
        }

        var probe = stage.Pass();
        Assert.True(probe.IsProbe);
        Assert.NotNull(stage.Enter().Refusal);
        GateStage.End(probe);

        Assert.Equal(GateState.Closed, stage.Reading.State);
        Assert.Empty(stage.Told);
    }

    [Fact]
    public void What_the_owner_publishes_opens_and_closes_it()
    {
        _stage.Publish(CircuitPhase.Open, 20);
        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(20)), (_stage.Reading.State, _stage.Reading.ReopensIn));

        _stage.Publish(CircuitPhase.Closed);
        Assert.Equal(GateState.Closed, _stage.Reading.State);
    }

    [Fact]
    public void An_older_version_changes_nothing()
    {
        _stage.Publish(CircuitPhase.Closed);
        _stage.Publish(CircuitPhase.Open, 20);

        Assert.Equal(2, _stage.Gate.Follow(new BackendHealth { Version = 1 }));

        Assert.Equal(GateState.Open, _stage.Reading.State);
    }

    [Fact]
    public void A_cluster_that_is_well_does_not_close_what_this_node_opened_itself()
    {
        _stage.Calls(5, FailureKind.Unreachable);

        _stage.Publish(CircuitPhase.Closed, silos: 2);
        Assert.Equal(GateState.Open, _stage.Reading.State);

        _stage.Publish(CircuitPhase.Open, 10);
        Assert.Equal(TimeSpan.FromSeconds(30), _stage.Reading.ReopensIn); // never sooner
        _stage.Publish(CircuitPhase.Closed);
        Assert.Equal(GateState.Closed, _stage.Reading.State); // the probe of the cluster spoke for this one too
    }

    [Fact]
    public void The_news_of_its_own_probe_does_not_come_between_it_and_its_success()
    {
        _stage.Publish(CircuitPhase.Open, 0);
        _stage.Refused();
        _stage.Gate.Granted(new ProbeLease(true, 2, TimeSpan.FromSeconds(60)));
        GateStage.End(_stage.Pass());

        _stage.Gate.Follow(new BackendHealth { Version = 2, Phase = CircuitPhase.HalfOpen, ReopensIn = TimeSpan.FromSeconds(5) }); // overtaken

        Assert.Equal(GateState.Closed, _stage.Reading.State);
    }

    [Fact]
    public void The_news_of_its_own_probe_may_come_before_the_permission()
    {
        _stage.Publish(CircuitPhase.Open, 0);
        _stage.Refused();

        _stage.Publish(CircuitPhase.HalfOpen, 5);
        _stage.Gate.Granted(new ProbeLease(true, _stage.Gate.Health.Version, TimeSpan.FromSeconds(60)));

        Assert.True(_stage.Pass().IsProbe);
    }

    [Fact]
    public void An_operator_keeps_it_open_or_closed()
    {
        _stage.Publish(CircuitPhase.Open, mode: CircuitMode.Open);
        _stage.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((GateState.Open, GateRefusalReason.Open), (_stage.Reading.State, _stage.Refused()));

        _stage.Publish(CircuitPhase.Closed, mode: CircuitMode.Closed);
        _stage.Calls(50, FailureKind.RateLimited, 429, TimeSpan.FromSeconds(20));
        Assert.Equal(GateState.Closed, _stage.Reading.State);

        _stage.Publish(CircuitPhase.Closed);
        _stage.Calls(5, FailureKind.ServerError, 500);
        Assert.Equal(GateState.Open, _stage.Reading.State);
    }

    [Fact]
    public void In_a_panic_a_call_goes_out_and_decides_nothing()
    {
        _stage.Calls(5, FailureKind.ServerError, 500);

        var pass = _stage.Gate.EnterAnyway().Pass;
        Assert.Equal(1, _stage.Gate.InFlight);
        GateStage.End(pass);

        Assert.Equal((GateState.Open, TimeSpan.FromSeconds(30), 0), (_stage.Reading.State, _stage.Reading.ReopensIn, _stage.Gate.InFlight));
        _stage.Publish(CircuitPhase.Open, mode: CircuitMode.Open);
        Assert.NotNull(_stage.Gate.EnterAnyway().Refusal); // what an operator closed off stays so
    }

    [Fact]
    public void Entering_and_leaving_allocates_nothing()
    {
        Calls(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Calls(10_000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000); // a byte a call would be more

        void Calls(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var pass = _stage.Gate.TryEnter(_stage.Gates.Now).Pass;
                pass.Settle(new GateOutcome(AttemptOutcome.Answered, null, TimeSpan.FromSeconds(1)));
                _ = _stage.Gate.Read(_stage.Gates.Now);
            }
        }
    }

    private void Open()
    {
        _stage.Calls(5, FailureKind.ServerError, 500);
        _stage.Time.Advance(TimeSpan.FromSeconds(30));
    }
}
