using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>What one silo has seen of a backend, by the rules of its circuit. Not thread-safe.</summary>
internal sealed class Evidence(CircuitRules rules)
{
    /// <summary>Over which time the traffic of silos is compared, and failures after each other are remembered.</summary>
    public static readonly TimeSpan Traffic = TimeSpan.FromMinutes(1);

    private readonly RuleWindow[] _windows = [.. rules.All.Select(rule => new RuleWindow(rule.Interval ?? Traffic))];
    private readonly RuleWindow _traffic = new(Traffic);

    /// <summary>One call of this silo. Returns whether a rule is met now.</summary>
    /// <param name="kind">Null: it answered.</param>
    public bool Add(FailureKind? kind, int? status, TimeSpan now)
    {
        var answered = kind is not { } failure || !FailureTable.Of(failure).Blames;
        var met = false;
        for (var i = 0; i < _windows.Length; i++)
        {
            var counts = kind is { } counted && rules.All[i].Counts(counted, status);
            _windows[i].Add(counts, answered, now);
            met |= counts && rules.All[i].IsMet(_windows[i].At(now));
        }

        return met;
    }

    /// <summary>What another silo has seen since its last report.</summary>
    public void Add(int calls, IReadOnlyList<RuleCount> counts, TimeSpan now)
    {
        _traffic.Add(calls, 0, now);
        for (var i = 0; i < _windows.Length && i < counts.Count; i++)
        {
            _windows[i].Add(calls, counts[i].Failures, now);
            _windows[i].SetRun(counts[i].Run);
        }
    }

    public RuleTally Of(int rule, TimeSpan now) => _windows[rule].At(now);

    public int RunOf(int rule) => _windows[rule].Run;

    public int CallsOf(TimeSpan now) => _traffic.At(now).Calls;

    /// <summary>
    /// The circuit has closed. After failures the counting begins anew; a rest was no failure of the rules, and what they have counted within an
    /// interval goes on.
    /// </summary>
    /// <param name="was">Why it was open.</param>
    public void Closed(CircuitReason was)
    {
        foreach (var window in _windows)
        {
            if (was is CircuitReason.Failures)
            {
                window.Clear();
            }

            window.SetRun(0);
        }
    }
}
