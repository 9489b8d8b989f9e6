using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Access;

/// <summary>Owns the admin keys that were made through the admin API. One activation, key 0. Asked at every call of the admin API, so that a key that was taken back opens nothing from then on.</summary>
[Alias("gateway.IAdminKeysGrain"), GrainInterfaceType("gateway.IAdminKeysGrain")]
public interface IAdminKeysGrain : IGrainWithIntegerKey
{
    /// <summary>The key with this hash; null when there is none, or it has expired.</summary>
    [Alias("Find"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<AdminKeyEntry?> FindAsync(string hash);

    /// <summary>All keys by name, those that have expired included.</summary>
    [Alias("List"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<AdminKeyEntry>> ListAsync();

    /// <exception cref="VersionConflictException">There is a key of this name.</exception>
    [Alias("Add"), ResponseTimeout("00:00:10")]
    Task AddAsync(AdminKeyEntry key);

    /// <summary>Returns what was taken back; null when there was no such key.</summary>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task<AdminKeyEntry?> RemoveAsync(string name);
}

/// <summary>An admin key without the key.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AdminKeyEntry")]
public sealed record AdminKeyEntry
{
    [Id(0)] public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    [Id(1)] public required string Role { get; init; }

    /// <summary>HMAC-SHA-256 of the key under the pepper, in lowercase hexadecimal.</summary>
    [Id(2)] public required string Hash { get; init; }

    [Id(3)] public required DateTimeOffset Created { get; init; }

    [Id(4)] public required string CreatedBy { get; init; }

    /// <summary>From then on it opens nothing. Null: never.</summary>
    [Id(5)] public DateTimeOffset? Expires { get; init; }
}
