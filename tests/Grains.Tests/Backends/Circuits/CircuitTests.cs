using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Circuits;

namespace Orleans.Gateway.Grains.Tests.Backends.Circuits;

public class CircuitTests
{
    private static readonly CircuitRules Rules = CircuitRules.Of(new CircuitDefinition { Trip = TimeSpan.FromSeconds(10), MaxTrip = TimeSpan.FromSeconds(60) });

    /// <summary>One story a line: what happens, second by second, and where the circuit stands at the end: phase, and the second until which.</summary>
    /// <remarks>
    /// trip = a rule is met; rest:N = the provider asks for N seconds; probe = one asks for the lease of 20 s; ok, fail, fail:N, gone = how the
    /// latest probe went, N the provider's own time; late = a probe of an earlier generation fails.
    /// </remarks>
    public static TheoryData<string, string> Stories => new()
    {
        { "", "Closed 0" },
        { "0 trip", "Open 10" },
        { "0 trip, 5 trip", "Open 10" },                                   // what failed before the opening says nothing new
        { "0 trip, 9 probe", "Open 10" },                                  // too early
        { "0 trip, 10 probe", "HalfOpen 30" },
        { "0 trip, 10 probe, 11 probe", "HalfOpen 30" },                   // one probe at a time
        { "0 trip, 10 probe, 30 probe", "HalfOpen 50" },                   // its lease ran out: another
        { "0 trip, 10 probe, 30 probe, 31 late", "HalfOpen 50" },          // and what the first one says is too late
        { "0 trip, 10 probe, 12 gone", "Open 12" },                        // nothing was learned: the next may at once
        { "0 trip, 10 probe, 12 fail", "Open 32" },                        // twice as long
        { "0 trip, 10 probe, 12 fail, 32 probe, 33 fail", "Open 73" },     // and again
        { "0 trip, 10 probe, 12 fail, 32 probe, 33 fail, 73 probe, 74 fail", "Open 134" }, // up to the longest
        { "0 trip, 10 probe, 12 ok, 13 trip", "Open 33" },                 // well for a moment only: longer, as after a failed probe
        { "0 trip, 10 probe, 12 ok, 22 trip", "Open 32" },                 // well for as long as it was open: forgotten
        { "0 rest:7, 8 probe, 9 ok, 9 trip", "Open 19" },                  // a rest was no trip
        { "0 rest:7", "Open 7" },
        { "0 rest:7, 1 rest:3", "Open 7" },                                // never shortened by a later, smaller one
        { "0 rest:7, 1 rest:30", "Open 31" },                              // but it may be longer
        { "0 trip, 1 rest:3", "Open 10" },
        { "0 trip, 1 rest:30", "Open 31" },
        { "0 trip, 10 probe, 11 rest:40", "HalfOpen 30" },                 // a call from before: the probe knows better
        { "0 trip, 10 probe, 12 fail:40", "Open 52" },                     // the provider's own word goes before the growth
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Story_ends_in(string story, string expected)
    {
        var circuit = Play(story);

        Assert.Equal(expected, circuit.Phase is CircuitPhase.Closed ? "Closed 0" : $"{circuit.Phase} {circuit.Until.TotalSeconds}");
    }

    [Fact]
    public void A_probe_that_succeeds_closes_it() => Assert.Equal(CircuitPhase.Closed, Play("0 trip, 10 probe, 12 ok").Phase);

    [Fact]
    public void Every_transition_begins_a_generation()
    {
        string[] stories = ["", "0 trip", "0 trip, 10 probe", "0 trip, 10 probe, 12 ok", "0 trip, 10 probe, 12 ok, 13 trip"];

        Assert.Equal([0L, 1, 2, 3, 4], stories.Select(story => Play(story).Generation));
    }

    [Theory]
    [InlineData("", CircuitPhase.Open, 30, "Open 130")]
    [InlineData("95 rest:60", CircuitPhase.Open, 30, "Open 155")]  // longer here than there
    [InlineData("95 rest:10", CircuitPhase.Open, 30, "Open 130")]
    [InlineData("95 rest:60", CircuitPhase.Closed, 0, "Closed 0")]
    [InlineData("0 trip, 10 probe", CircuitPhase.HalfOpen, 5, "Open 105")] // somebody else's probe is out
    public void It_follows_what_the_owner_publishes(string before, CircuitPhase phase, int reopensIn, string expected)
    {
        var circuit = Play(before).Follow(new BackendHealth { Phase = phase, ReopensIn = TimeSpan.FromSeconds(reopensIn) }, TimeSpan.FromSeconds(100), Rules);

        Assert.Equal(expected, circuit.Phase is CircuitPhase.Closed ? "Closed 0" : $"{circuit.Phase} {circuit.Until.TotalSeconds}");
    }

    private static Circuit Play(string story)
    {
        var (circuit, before) = (default(Circuit), 0L);
        foreach (var step in story.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var (now, act) = (TimeSpan.FromSeconds(int.Parse(step.Split(' ')[0], null)), step.Split(' ')[1].Split(':'));
            CoolDown? named = act.Length > 1 ? new CoolDown(TimeSpan.FromSeconds(int.Parse(act[1], null)), CircuitReason.RateLimited) : null;
            var next = act[0] switch
            {
                "trip" => circuit.Trip(now, Rules),
                "rest" => circuit.Rest(now, named!.Value),
                "probe" => circuit.Probe(now, TimeSpan.FromSeconds(20)),
                "ok" => circuit.Settle(circuit.Generation, ProbeOutcome.Answered, null, now, Rules),
                "fail" => circuit.Settle(circuit.Generation, ProbeOutcome.Failed, named, now, Rules),
                "gone" => circuit.Settle(circuit.Generation, ProbeOutcome.GivenBack, null, now, Rules),
                "late" => circuit.Settle(before, ProbeOutcome.Failed, null, now, Rules),
                _ => throw new ArgumentException(step, nameof(story)),
            };
            before = next.Generation != circuit.Generation ? circuit.Generation : before;
            circuit = next;
        }

        return circuit;
    }
}
