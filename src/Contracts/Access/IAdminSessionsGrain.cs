using System.Text.Json.Serialization;
using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Access;

/// <summary>
/// Owns the sessions of people who have signed in at the admin API. One activation, key 0. Asked at every call of a session, so that one that
/// was ended opens nothing from then on, on any node.
/// </summary>
[Alias("gateway.IAdminSessionsGrain"), GrainInterfaceType("gateway.IAdminSessionsGrain")]
public interface IAdminSessionsGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a session. Those that are over are forgotten; beyond 1000, the one that was idle for longest is.</summary>
    [Alias("Begin"), ResponseTimeout("00:00:10")]
    Task BeginAsync(AdminSessionEntry session);

    /// <summary>The session with this hash; null when there is none (any more).</summary>
    /// <param name="isActivity">Whether somebody is there: then it does not go idle.</param>
    [Alias("Find"), ResponseTimeout("00:00:05")]
    Task<AdminSessionEntry?> FindAsync(string hash, bool isActivity);

    /// <summary>All sessions that are not over, the newest first.</summary>
    [Alias("List"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<AdminSessionEntry>> ListAsync();

    /// <summary>Ends a session. Returns what it was; null when there was no such session.</summary>
    /// <param name="id">Its <see cref="AdminSessionEntry.Id"/>.</param>
    [Alias("End"), ResponseTimeout("00:00:10")]
    Task<AdminSessionEntry?> EndAsync(string id);
}

/// <summary>A session without the token that opens it.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AdminSessionEntry")]
public sealed record AdminSessionEntry
{
    /// <summary>After so much time without a sign of life it is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>Of whoever signed in, as in the audit log.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    [Id(1)] public required string Role { get; init; }

    /// <summary>HMAC-SHA-256 of the token under the pepper, in lowercase hexadecimal.</summary>
    [Id(2)] public required string Hash { get; init; }

    [Id(3)] public required DateTimeOffset Created { get; init; }

    /// <summary>From then on it opens nothing, however busy it is.</summary>
    [Id(4)] public required DateTimeOffset Expires { get; init; }

    /// <summary>The last sign of life that was stored.</summary>
    [Id(5)] public required DateTimeOffset Seen { get; init; }

    /// <summary>The hash of the key that it was opened with, and that it ends with; null for a JWT.</summary>
    [Id(6)] public string? Opener { get; init; }

    /// <summary>What it may be called in front of people: a part of the hash, which opens nothing.</summary>
    [JsonIgnore]
    public string Id => Hash[..12];

    public bool IsOver(DateTimeOffset now) => now >= Expires || now >= Seen + Idle;
}
