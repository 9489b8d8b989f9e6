namespace Orleans.Gateway.Contracts.Audit;

/// <summary>The audit records of one day (UTC), which are only ever added to. Key: the day as <c>yyyy-MM-dd</c>.</summary>
[Alias("gateway.IAuditGrain"), GrainInterfaceType("gateway.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Writes a record and returns once it is stored.</summary>
    [Alias("Append"), ResponseTimeout("00:00:10")]
    Task<AuditRecord> AppendAsync(AuditEntry entry);

    /// <summary>Up to <paramref name="limit"/> records below a sequence, newest first.</summary>
    /// <param name="before">Null: from the newest on.</param>
    [Alias("Read"), ResponseTimeout("00:00:10")]
    Task<IReadOnlyList<AuditRecord>> ReadAsync(long? before, int limit);

    /// <summary>The hash of the last record; null when the day has none.</summary>
    [Alias("Tail"), ResponseTimeout("00:00:05")]
    Task<string?> TailAsync();

    /// <summary>Computes all hashes of the day anew.</summary>
    [Alias("Verify"), ResponseTimeout("00:00:30")]
    Task<AuditVerification> VerifyAsync();
}

/// <param name="Records">How many there are.</param>
/// <param name="Broken">The first record that does not continue the one before it; null when all do.</param>
/// <param name="First">What the day's first record continues; null without records.</param>
/// <param name="Last">The hash of the last record; null without records.</param>
[GenerateSerializer, Immutable, Alias("gateway.AuditVerification")]
public sealed record AuditVerification(
    [property: Id(0)] long Records, [property: Id(1)] long? Broken, [property: Id(2)] string? First, [property: Id(3)] string? Last);

/// <summary>A page of a day's audit records that is full and never changes again. Key: <c>day/number</c>, from 0.</summary>
[Alias("gateway.IAuditPageGrain"), GrainInterfaceType("gateway.IAuditPageGrain")]
public interface IAuditPageGrain : IGrainWithStringKey
{
    /// <summary>Stores the page. Storing the same records again, after a failure, changes nothing; other records are refused.</summary>
    [Alias("Keep"), ResponseTimeout("00:00:10")]
    Task KeepAsync(IReadOnlyList<AuditRecord> records);

    [Alias("Read"), ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<AuditRecord>> ReadAsync();
}
