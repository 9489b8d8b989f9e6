namespace Orleans.Gateway.Contracts.Backends;

/// <summary>A backend as an operator wants to see it.</summary>
/// <param name="InFlight">In all silos, as of their last reports.</param>
/// <param name="FirstContent50">The median time to the first content of streams in the last minutes; null without any.</param>
/// <param name="FirstContent95">What 19 of 20 streams stayed below.</param>
/// <param name="Total">Since the backend was created.</param>
/// <param name="LastMinute">The minute that runs and the one before.</param>
[GenerateSerializer, Immutable, Alias("gateway.BackendStatus")]
public sealed record BackendStatus(
    [property: Id(0)] BackendHealth Health,
    [property: Id(1)] int InFlight,
    [property: Id(2)] TimeSpan? FirstContent50,
    [property: Id(3)] TimeSpan? FirstContent95,
    [property: Id(4)] BackendCounts Total,
    [property: Id(5)] BackendCounts LastMinute,
    [property: Id(6)] IReadOnlyList<BackendSiloStatus> Silos);

/// <summary>What one silo sees of a backend.</summary>
/// <param name="IsOpenHere">Its own gate is shut by what it saw itself.</param>
/// <param name="SeenAgo">Since its last report. Silos report while something changes.</param>
[GenerateSerializer, Immutable, Alias("gateway.BackendSiloStatus")]
public sealed record BackendSiloStatus(
    [property: Id(0)] string Silo,
    [property: Id(1)] int InFlight,
    [property: Id(2)] int Waiting,
    [property: Id(3)] bool IsOpenHere,
    [property: Id(4)] TimeSpan? FirstContent50,
    [property: Id(5)] TimeSpan? FirstContent95,
    [property: Id(6)] TimeSpan SeenAgo);
