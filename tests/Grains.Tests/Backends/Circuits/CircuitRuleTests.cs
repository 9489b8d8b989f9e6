using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Circuits;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Backends.Circuits;

public class CircuitRuleTests
{
    [Theory]
    [InlineData("429", 429, true)]
    [InlineData("429", 428, false)]
    [InlineData("5xx", 500, true)]
    [InlineData("5xx", 599, true)]
    [InlineData("5xx", 499, false)]
    [InlineData("4xx", 404, true)]
    [InlineData("500-504", 504, true)]
    [InlineData("500-504", 505, false)]
    [InlineData("3xx", 300, null)]
    [InlineData("200", 200, null)]
    [InlineData("504-500", 502, null)]
    [InlineData("5XX", 500, null)]
    [InlineData("50x", 500, null)]
    [InlineData("+500", 500, null)]
    [InlineData("500-", 500, null)]
    [InlineData("", 0, null)]
    public void Statuses_are_written_as_one_a_hundred_or_a_range(string text, int status, bool? contains) =>
        Assert.Equal(contains, StatusRange.Read(text)?.Contains(status));

    [Theory]
    [InlineData("", "", FailureKind.ServerError, 500, true)]
    [InlineData("", "", FailureKind.Rejected, 400, false)]        // the client's own fault
    [InlineData("", "", FailureKind.Unreachable, null, true)]
    [InlineData("400", "", FailureKind.Rejected, 400, true)]      // named: whoever is to blame
    [InlineData("5xx", "", FailureKind.RateLimited, 429, false)]
    [InlineData("5xx", "", FailureKind.TimedOut, null, false)]
    [InlineData("5xx", "timeout", FailureKind.TimedOut, null, true)]
    [InlineData("", "timeout truncated", FailureKind.Truncated, 200, true)]
    [InlineData("", "timeout", FailureKind.ServerError, 500, false)]
    public void A_rule_counts_what_it_names(string statuses, string errors, FailureKind kind, int? status, bool counts) => Assert.Equal(
        counts,
        new CircuitRule(new CircuitRuleDefinition { Failures = 1, Statuses = Words(statuses), Errors = Words(errors) }).Counts(kind, status));

    [Fact]
    public void Every_kind_of_failure_has_one_word() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.Equal(kind, FailureWords.Table[FailureWords.Of(kind)]));

    /// <summary>Calls of one silo, second by second (+ answered, - failed), and whether a rule is met at the last of them.</summary>
    [Theory]
    [InlineData("run 3", "0- 1- 2-", true)]
    [InlineData("run 3", "0- 1+ 2- 3-", false)]
    [InlineData("run 3", "0- 1+ 2- 3- 4-", true)]
    [InlineData("run 3", "0- 100- 200-", true)]                 // in a row, however slowly
    [InlineData("3 in 10", "0- 1+ 2- 3+ 4-", true)]
    [InlineData("3 in 10", "0- 1- 20-", false)]                 // the first two are forgotten
    [InlineData("3 in 10", "0- 8- 11-", false)]
    [InlineData("3 in 10", "2- 8- 11-", true)]
    [InlineData("50% of 4 in 10", "0- 1- 2-", false)]           // too few to tell
    [InlineData("50% of 4 in 10", "0- 1- 2+ 3-", true)]
    [InlineData("50% of 4 in 10", "0+ 1+ 2+ 3-", false)]
    [InlineData("50% of 4 in 10", "0+ 1+ 2+ 3- 4- 5-", true)]
    [InlineData("50% of 4 in 10", "0+ 1+ 2+ 20- 21- 22-", false)]
    public void A_rule_is_met(string rule, string calls, bool met)
    {
        var words = rule.Split(' ');
        var definition = words switch
        {
            ["run", var run] => new CircuitRuleDefinition { Failures = Number(run) },
            [var failures, "in", var seconds] => new CircuitRuleDefinition { Failures = Number(failures), Interval = TimeSpan.FromSeconds(Number(seconds)) },
            [var percent, "of", var least, "in", var seconds] =>
                new CircuitRuleDefinition { Percent = Number(percent.TrimEnd('%')), MinimumCalls = Number(least), Interval = TimeSpan.FromSeconds(Number(seconds)) },
            _ => throw new ArgumentException(rule, nameof(rule)),
        };
        var evidence = new Evidence(CircuitRules.Of(new CircuitDefinition { Rules = [definition] }));

        var last = false;
        foreach (var call in calls.Split(' '))
        {
            last = evidence.Add(call[^1] == '-' ? FailureKind.ServerError : null, null, TimeSpan.FromSeconds(Number(call[..^1])));
        }

        Assert.Equal(met, last);
    }

    [Fact]
    public void The_rules_of_a_backend_that_says_nothing_are_five_in_a_row_or_half_of_twenty_within_a_minute()
    {
        var evidence = new Evidence(CircuitRules.Default);
        Assert.Equal([false, false, false, false, true], Enumerable.Range(0, 5).Select(second => evidence.Add(FailureKind.TimedOut, null, TimeSpan.FromSeconds(second))));

        evidence = new Evidence(CircuitRules.Default);
        Assert.Equal(20, Enumerable.Range(1, 30).First(call => evidence.Add(call % 2 == 0 ? FailureKind.ServerError : null, 500, TimeSpan.FromSeconds(call))));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)), (CircuitRules.Default.TripAfter(0), CircuitRules.Default.TripAfter(9)));
    }

    [Fact]
    public void A_circuit_that_is_off_counts_nothing_and_rests_for_nobody()
    {
        var rules = CircuitRules.Of(new CircuitDefinition { Enabled = false });

        Assert.False(new Evidence(rules).Add(FailureKind.ServerError, 500, default));
        Assert.Null(Rest.After(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(5), 0, rules));
    }

    /// <summary>What the provider says, the trips before, and for how many seconds it is left alone.</summary>
    [Theory]
    [InlineData(FailureKind.RateLimited, 20, 0, 20, CircuitReason.RateLimited)]
    [InlineData(FailureKind.Overloaded, 20, 0, 20, CircuitReason.RateLimited)]
    [InlineData(FailureKind.ServerError, 20, 0, 20, CircuitReason.RateLimited)]   // a 503 that says when
    [InlineData(FailureKind.ServerError, null, 0, null, CircuitReason.None)]
    [InlineData(FailureKind.RateLimited, 86400, 0, 300, CircuitReason.RateLimited)] // no longer than the longest trip
    [InlineData(FailureKind.RateLimited, null, 0, 2, CircuitReason.RateLimited)]
    [InlineData(FailureKind.RateLimited, 0, 0, 2, CircuitReason.RateLimited)]       // no time is no answer
    [InlineData(FailureKind.RateLimited, null, 3, 16, CircuitReason.RateLimited)]
    [InlineData(FailureKind.RateLimited, null, 30, 300, CircuitReason.RateLimited)]
    [InlineData(FailureKind.Overloaded, null, 0, 2, CircuitReason.RateLimited)]
    [InlineData(FailureKind.OutOfCredit, null, 0, 300, CircuitReason.OutOfCredit)]
    [InlineData(FailureKind.OutOfCredit, 1, 0, 300, CircuitReason.OutOfCredit)]
    [InlineData(FailureKind.TimedOut, null, 0, null, CircuitReason.None)]
    [InlineData(FailureKind.Rejected, 20, 0, null, CircuitReason.None)]
    public void A_provider_is_left_alone_by_its_own_word(FailureKind kind, int? retryAfter, int trips, int? seconds, CircuitReason reason) => Assert.Equal(
        seconds is { } for_ ? new CoolDown(TimeSpan.FromSeconds(for_), reason) : null,
        Rest.After(kind, 529, retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null, trips, CircuitRules.Default));

    [Fact]
    public void A_503_that_speaks_of_load_and_names_no_time_is_for_the_rules() =>
        Assert.Null(Rest.After(FailureKind.Overloaded, 503, null, 0, CircuitRules.Default));

    [Fact]
    public void Retry_after_can_be_declined()
    {
        var rules = CircuitRules.Of(new CircuitDefinition { AcceptRetryAfter = false });

        Assert.Equal(TimeSpan.FromSeconds(2), Rest.After(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(60), 0, rules)!.Value.For);
        Assert.Null(Rest.After(FailureKind.ServerError, 503, TimeSpan.FromSeconds(60), 0, rules));
    }

    /// <summary>Each silo as calls/failures/run, and whether the circuit of the cluster opens.</summary>
    [Theory]
    [InlineData("run", "10/5/5", true)]                          // the only one
    [InlineData("run", "10/4/4", false)]
    [InlineData("run", "10/9/9 90/0/0 90/0/0", false)]           // one broken node
    [InlineData("run", "10/9/9 90/1/1 90/0/0", false)]           // and a mishap elsewhere
    [InlineData("run", "90/9/9 40/0/0 40/0/0", true)]            // one that carries half of the traffic
    [InlineData("run", "30/3/3 30/2/2 30/0/0", true)]            // two that have seen their share
    [InlineData("run", "30/2/2 30/2/2 30/0/0", false)]           // together too few
    [InlineData("percent", "40/40/9 400/3/0", false)]
    [InlineData("percent", "40/40/9 30/16/1 30/0/0", true)]
    [InlineData("percent", "40/40/9 400/210/1", true)]           // the second has more than half of the traffic
    [InlineData("percent", "40/40/9 40/10/1 300/0/0", false)]
    public void A_quorum_opens_the_circuit_of_the_cluster(string rule, string silos, bool met)
    {
        var tallies = silos.Split(' ').Select(silo => silo.Split('/').Select(number => int.Parse(number, null)).ToArray())
            .Select(numbers => new SiloTally(numbers[0], new RuleTally(numbers[0], numbers[1], numbers[2]))).ToArray();

        Assert.Equal(met, Quorum.IsMet(CircuitRules.Default.All[rule == "run" ? 0 : 1], tallies));
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
