namespace Orleans.Gateway.Contracts.Audit;

/// <summary>One thing that somebody did, or tried to do, through the admin API.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AuditEntry")]
public sealed record AuditEntry
{
    [Id(0)] public required DateTimeOffset At { get; init; }

    /// <summary>The name of the key or token; <c>anonymous</c> when nobody had signed in.</summary>
    [Id(1)] public required string By { get; init; }

    /// <summary>The role that the caller had; null when none.</summary>
    [Id(2)] public string? Role { get; init; }

    /// <summary>The address that the connection came from.</summary>
    [Id(3)] public string? Ip { get; init; }

    /// <summary>Method and pattern of the endpoint, for example <c>PUT backends/{name}</c>.</summary>
    [Id(4)] public required string Action { get; init; }

    /// <summary>What it was done to, for example <c>backends/azure-gpt</c>.</summary>
    [Id(5)] public required string Object { get; init; }

    /// <summary>JSON in which secrets are references or fingerprints; null when there was nothing, or nothing changed.</summary>
    [Id(6)] public string? Before { get; init; }

    /// <summary>As <see cref="Before"/>.</summary>
    [Id(7)] public string? After { get; init; }

    /// <summary>What the caller gave as the reason.</summary>
    [Id(8)] public string? Reason { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    [Id(9)] public required int Status { get; init; }

    /// <summary>The epoch that the change made; null when it made none.</summary>
    [Id(10)] public long? Epoch { get; init; }
}

/// <summary>An entry in its place: each record's hash covers the one before it, so none can be changed or taken out unseen.</summary>
/// <param name="Sequence">From 1 on each day.</param>
/// <param name="Previous">The hash of the record before, that of an earlier day for the first one; 64 zeros for the very first.</param>
/// <param name="Hash">SHA-256 in lowercase hexadecimal.</param>
[GenerateSerializer, Immutable, Alias("gateway.AuditRecord")]
public sealed record AuditRecord(
    [property: Id(0)] long Sequence, [property: Id(1)] AuditEntry Entry, [property: Id(2)] string Previous, [property: Id(3)] string Hash);
