using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>One rule: which failures it counts, and how many are too many. Never changes.</summary>
internal sealed class CircuitRule
{
    private readonly CircuitRuleDefinition _definition;
    private readonly StatusRange[] _statuses;
    private readonly FailureKind[] _kinds;

    /// <exception cref="ArgumentException">A word that this version does not know.</exception>
    public CircuitRule(CircuitRuleDefinition definition)
    {
        _definition = definition;
        _statuses = [.. definition.Statuses.Select(text => StatusRange.Read(text) ?? throw new ArgumentException($"'{text}' is not a status.", nameof(definition)))];
        _kinds = [.. definition.Errors.Select(word => FailureWords.Table[word])];
    }

    /// <summary>Null: the rule is about failures after each other.</summary>
    public TimeSpan? Interval => _definition.Interval;

    /// <summary>Whether the rule counts a failure. One that names statuses or errors counts those, whoever is to blame.</summary>
    public bool Counts(FailureKind kind, int? status)
    {
        if (_statuses.Length + _kinds.Length == 0)
        {
            return FailureTable.Of(kind).Blames;
        }

        foreach (var range in _statuses)
        {
            if (status is { } code && range.Contains(code))
            {
                return true;
            }
        }

        return Array.IndexOf(_kinds, kind) >= 0;
    }

    /// <summary>Whether what was seen opens the circuit.</summary>
    public bool IsMet(in RuleTally seen) => IsMet(seen, of: 1);

    /// <summary>Whether one of several silos has seen its share of what the rule asks of all of them.</summary>
    /// <param name="of">How many silos carry the traffic.</param>
    public bool IsMet(in RuleTally seen, int of) => _definition switch
    {
        { Percent: { } percent } => seen.Failures > 0 && seen.Calls >= Share(_definition.MinimumCalls, of) && seen.Failures * 100L >= (long)seen.Calls * percent,
        { Interval: null, Failures: { } run } => seen.Run >= Share(run, of),
        { Failures: { } failures } => seen.Failures >= Share(failures, of),
        _ => false,
    };

    private static int Share(int whole, int of) => (whole + of - 1) / of;
}

/// <summary>What a rule has seen: within its interval, and after each other.</summary>
/// <param name="Run">Failures up to now without a success in between.</param>
internal readonly record struct RuleTally(int Calls, int Failures, int Run)
{
    public static RuleTally operator +(RuleTally a, RuleTally b) => new(a.Calls + b.Calls, a.Failures + b.Failures, a.Run + b.Run);
}
