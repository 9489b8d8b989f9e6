namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>What this process believes of a backend at one moment: what a call goes by that looks for a target. Costs nothing to read.</summary>
/// <param name="ReopensIn">From now until the backend may be tried again; zero unless <see cref="GateState.Open"/>.</param>
/// <param name="IsRateLimited">It is open since the provider asked to be left alone for a while, not because it failed.</param>
/// <param name="InFlight">Calls of this process that are out right now.</param>
/// <param name="Latency">The time to the first content as of late, peaks weighing more; zero while nothing was measured.</param>
internal readonly record struct GateReading(GateState State, TimeSpan ReopensIn, bool IsRateLimited, int InFlight, TimeSpan Latency);

internal enum GateState
{
    /// <summary>Calls go out.</summary>
    Closed,

    /// <summary>The time of being open is over: one probe in the whole cluster may find out how things are. Whether this call is it, entering tells.</summary>
    HalfOpen,

    /// <summary>No call goes out.</summary>
    Open,
}
