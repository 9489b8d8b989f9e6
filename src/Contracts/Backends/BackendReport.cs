using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Backends;

/// <summary>What one silo saw of a backend since its last report.</summary>
[GenerateSerializer, Immutable, Alias("gateway.BackendReport")]
public sealed record BackendReport
{
    /// <summary>Unique for a silo and its generation; null for counts alone.</summary>
    [Id(0)] public string? Silo { get; init; }

    [Id(1)] public BackendCounts Counts { get; init; }

    /// <summary>The version of the definition by whose rules <see cref="Rules"/> were counted.</summary>
    [Id(2)] public long Definition { get; init; }

    /// <summary>The health that the silo knew: what it saw before the circuit last changed says nothing about now.</summary>
    [Id(3)] public long Health { get; init; }

    /// <summary>Calls that the rules were asked about.</summary>
    [Id(4)] public int Calls { get; init; }

    /// <summary>One for each rule of the circuit, in their order.</summary>
    [Id(5)] public IReadOnlyList<RuleCount> Rules { get; init; } = [];

    /// <summary>The provider's own word, if it gave one.</summary>
    [Id(6)] public CoolDown? CoolDown { get; init; }

    /// <summary>Calls that are out right now.</summary>
    [Id(7)] public int InFlight { get; init; }

    /// <summary>Calls that wait for a place right now.</summary>
    [Id(8)] public int Waiting { get; init; }

    /// <summary>The silo keeps its own gate shut, whatever the cluster thinks.</summary>
    [Id(9)] public bool IsOpenHere { get; init; }

    /// <summary>How many times to the first content fell into each class of the latency histogram, from the fastest on.</summary>
    [Id(10)] public IReadOnlyList<int> FirstContent { get; init; } = [];

    /// <inheritdoc cref="BackendHealth.LastError"/>
    [Id(11)] public string? LastError { get; init; }

    /// <inheritdoc cref="BackendHealth.LastStatus"/>
    [Id(12)] public int? LastStatus { get; init; }

    /// <summary>The rules by which <see cref="Rules"/> were counted, since those that the owner has may never have been published. Null: an earlier version does not say.</summary>
    [Id(13)] public CircuitDefinition? Circuit { get; init; }
}

/// <param name="Failures">Since the last report, of those that the rule counts.</param>
/// <param name="Run">How many of them came after each other up to now; not a difference, so a report that counts twice does no harm.</param>
[GenerateSerializer, Immutable, Alias("gateway.RuleCount")]
public readonly record struct RuleCount([property: Id(0)] int Failures, [property: Id(1)] int Run);

/// <summary>For how long a provider is to be left alone, by its own word.</summary>
/// <param name="For">From the moment of sending.</param>
[GenerateSerializer, Immutable, Alias("gateway.CoolDown")]
public readonly record struct CoolDown([property: Id(0)] TimeSpan For, [property: Id(1)] CircuitReason Reason);

/// <summary>The owner's answer to a silo that would try a backend again.</summary>
/// <param name="Granted">The silo may send one call, the probe.</param>
/// <param name="Lease">What the probe's outcome is told under; 0: the circuit of the cluster is closed, and the outcome concerns the silo alone.</param>
/// <param name="For">Granted: how long the permission lasts. Not granted: when to ask again.</param>
[GenerateSerializer, Immutable, Alias("gateway.ProbeLease")]
public readonly record struct ProbeLease([property: Id(0)] bool Granted, [property: Id(1)] long Lease, [property: Id(2)] TimeSpan For);

/// <summary>How a probe went.</summary>
/// <param name="Lease">Of the permission.</param>
/// <param name="CoolDown">Of a probe that failed: the provider's own word.</param>
[GenerateSerializer, Immutable, Alias("gateway.ProbeResult")]
public readonly record struct ProbeResult(
    [property: Id(0)] long Lease,
    [property: Id(1)] ProbeOutcome Outcome,
    [property: Id(2)] CoolDown? CoolDown,
    [property: Id(3)] string? LastError,
    [property: Id(4)] int? LastStatus);

public enum ProbeOutcome
{
    /// <summary>The backend answered.</summary>
    Answered,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>Nothing was learned: the client hung up, or no call came. Another may probe.</summary>
    GivenBack,
}
