namespace Orleans.Gateway.Contracts.Backends;

/// <summary>
/// How a backend is, as its owner publishes it to every silo. Times are durations as of the moment of sending, never instants: a wrong clock
/// on one node opens and closes nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("gateway.BackendHealth")]
public sealed record BackendHealth
{
    public static BackendHealth Unknown { get; } = new();

    /// <summary>Grows with each publication, also over the end of an activation of the owner; 0 before the first.</summary>
    [Id(0)] public long Version { get; init; }

    [Id(1)] public CircuitPhase Phase { get; init; }

    [Id(2)] public CircuitReason Reason { get; init; }

    /// <summary>Since the phase began.</summary>
    [Id(3)] public TimeSpan For { get; init; }

    /// <summary>Until the backend may be tried again; zero when it is closed, or open by an operator's hand.</summary>
    [Id(4)] public TimeSpan ReopensIn { get; init; }

    /// <summary>How often it has opened without having been well in between: what the next time of being open grows with.</summary>
    [Id(5)] public int Trips { get; init; }

    /// <summary>The kind of the failure that was seen last, in the words of the document; null when none was.</summary>
    [Id(6)] public string? LastError { get; init; }

    /// <summary>The provider's status at that failure; null when there was none.</summary>
    [Id(7)] public int? LastStatus { get; init; }

    [Id(8)] public CircuitMode Mode { get; init; }

    /// <summary>Silos that follow this backend, among which <c>maxConcurrent</c> is shared.</summary>
    [Id(9)] public int Silos { get; init; }
}

public enum CircuitPhase
{
    /// <summary>Calls go out.</summary>
    Closed,

    /// <summary>One probe is out, or may go out, in the whole cluster.</summary>
    HalfOpen,

    /// <summary>No call goes out.</summary>
    Open,
}

/// <summary>Why a circuit is not closed.</summary>
public enum CircuitReason
{
    None,

    /// <summary>One of its rules.</summary>
    Failures,

    /// <summary>The provider asked to be left alone for a while.</summary>
    RateLimited,

    /// <summary>The account behind the backend is out of money.</summary>
    OutOfCredit,

    /// <summary>An operator.</summary>
    Manual,
}

/// <summary>Who decides.</summary>
public enum CircuitMode
{
    /// <summary>The rules.</summary>
    Auto,

    /// <summary>An operator keeps it open: no call goes out.</summary>
    Open,

    /// <summary>An operator keeps it closed: calls go out whatever happens.</summary>
    Closed,
}
