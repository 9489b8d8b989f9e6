namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>Whether answers are kept for requests that are the same to the letter, for each subscription by itself, in the memory of each silo.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CacheDefinition")]
public sealed record CacheDefinition
{
    /// <summary>How long an answer is given again.</summary>
    [Id(0)] public required TimeSpan Ttl { get; init; }

    /// <summary>How much each silo keeps for the product, in bytes; the least recently used goes first.</summary>
    /// <value>Default 16 MiB; from 64 KiB to 4 GiB.</value>
    [Id(1)] public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Whether of identical calls at the same time one asks, and the others wait for its answer.</summary>
    [Id(2)] public bool SingleFlight { get; init; }
}
