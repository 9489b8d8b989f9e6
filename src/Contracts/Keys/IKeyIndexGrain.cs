using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Keys;

/// <summary>
/// Owns the subscriptions of one shard with the hashes of their keys, and publishes them to every silo, so that whose key it is is a read of memory.
/// The key is the shard, <see cref="KeyIndex.ShardOf"/> says which; calls no grain, and no request waits for it.
/// </summary>
[Alias("gateway.IKeyIndexGrain"), GrainInterfaceType("gateway.IKeyIndexGrain")]
public interface IKeyIndexGrain : IGrainWithIntegerKey
{
    /// <summary>Persists the changes as one epoch of the shard, starts to push them to the mirrors and returns without waiting for them.</summary>
    /// <exception cref="DefinitionRejectedException">Two of its subscriptions would have the same key.</exception>
    /// <exception cref="VersionConflictException">The changes were made for another epoch than the one in force.</exception>
    [Alias("Apply"), ResponseTimeout("00:00:10")]
    Task<long> ApplyAsync(KeyChanges changes);

    /// <summary>All of the shard.</summary>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<KeyShard> GetAsync();

    /// <summary>One subscription, and the epoch in which it is so.</summary>
    [Alias("Find"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<FoundSubscription> FindAsync(string subscription);

    /// <summary>A page of the shard, by name.</summary>
    /// <param name="after">The name that the page begins behind; null for the first.</param>
    /// <param name="query">A part of the name, in any case; null for all.</param>
    [Alias("List"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<NamedSubscription>> ListAsync(string? after, int limit, string? query);

    /// <summary>The names of subscriptions to a product, in order.</summary>
    [Alias("OfProduct"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<string>> OfProductAsync(string product, int limit);

    /// <summary>Another subscription than this one that has one of these keys; null when none of the shard has.</summary>
    [Alias("OwnerOf"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<string?> OwnerOfAsync(IReadOnlyList<string> hashes, string exceptFor);

    /// <summary>
    /// Makes a mirror known for 15 seconds, or renews it; mirrors call it every 5. Answers with what the mirror lacks: the changes since, where the
    /// owner still has them, else the whole shard; null when it lacks nothing. A mirror that is ahead makes the owner go on above it.
    /// </summary>
    /// <param name="mirror">Unique for a silo and its generation: its address.</param>
    /// <param name="known">What is in force at the mirror.</param>
    [Alias("Subscribe"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<KeyUpdate?> SubscribeAsync(string mirror, IKeyIndexObserver observer, CatalogVersion known);

    /// <summary>Waits, 2 seconds at most, until every active silo of the cluster has this epoch of the shard or a later one in force.</summary>
    [Alias("Acknowledged"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Acknowledgement> AcknowledgedAsync(long epoch);
}

/// <summary>The mirror of a silo, as the key index sees it.</summary>
[Alias("gateway.IKeyIndexObserver"), GrainInterfaceType("gateway.IKeyIndexObserver")]
public interface IKeyIndexObserver : IGrainObserver
{
    /// <summary>Brings what has changed. Answers with what is in force afterwards.</summary>
    [Alias("Publish"), ResponseTimeout("00:00:02")]
    ValueTask<CatalogVersion> PublishAsync(KeyUpdate update);
}
