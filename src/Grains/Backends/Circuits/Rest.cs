using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>What a provider's own words say about how long to leave it alone, with no rule asked.</summary>
internal static class Rest
{
    /// <summary>Null: they say nothing of the kind. Never longer than the longest trip.</summary>
    /// <param name="trips">How often the circuit has opened without a time of health in between.</param>
    public static CoolDown? After(FailureKind kind, int? status, TimeSpan? retryAfter, int trips, CircuitRules rules)
    {
        if (!rules.IsEnabled)
        {
            return null;
        }

        return kind switch
        {
            // More calls do not bring the money back; a time that the provider names may be the end of the month.
            FailureKind.OutOfCredit => new(rules.MaxTrip, CircuitReason.OutOfCredit),
            FailureKind.RateLimited or FailureKind.Overloaded or FailureKind.ServerError when rules.AcceptsRetryAfter && retryAfter is { } asked && asked > TimeSpan.Zero =>
                new(asked < rules.MaxTrip ? asked : rules.MaxTrip, CircuitReason.RateLimited),
            // A 503 that speaks of load is as often an outage: the rules count it, as they do any other.
            FailureKind.RateLimited or FailureKind.Overloaded when status is not 503 =>
                new(rules.RestAfter(trips), CircuitReason.RateLimited),
            _ => null,
        };
    }
}
