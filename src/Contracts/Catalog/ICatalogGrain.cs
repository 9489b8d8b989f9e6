using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Catalog;

/// <summary>
/// Owns the APIs, the products and the epoch, and publishes the definitions that alias and backend grains own. One activation, key 0;
/// calls no grain, and no request waits for it: silos read their mirror.
/// </summary>
[Alias("gateway.ICatalogGrain"), GrainInterfaceType("gateway.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Persists the changes as one epoch, starts to push it to the mirrors and returns without waiting for them.</summary>
    /// <exception cref="DefinitionRejectedException">The catalog that the changes would make refers to something that does not exist.</exception>
    /// <exception cref="VersionConflictException">The changes were made for another epoch than the one in force.</exception>
    [Alias("Apply"), ResponseTimeout("00:00:10")]
    Task<long> ApplyAsync(CatalogChanges changes);

    /// <summary>The current catalog.</summary>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<CatalogSnapshot> GetAsync();

    /// <summary>
    /// Makes a mirror known for 15 seconds, or renews it; mirrors call it every 5. Answers with the current catalog if its epoch is above the
    /// one that the mirror has in force, otherwise with null. A mirror that is ahead makes the owner go on above it.
    /// </summary>
    /// <param name="mirror">Unique for a silo and its generation: its address.</param>
    /// <param name="known">What is in force at the mirror.</param>
    [Alias("Subscribe"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<CatalogSnapshot?> SubscribeAsync(string mirror, ICatalogObserver observer, CatalogVersion known);

    /// <summary>
    /// Waits, 2 seconds at most, until every active silo of the cluster has this epoch or a later one in force: from then on no request is served
    /// by an earlier one.
    /// </summary>
    [Alias("Acknowledged"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Acknowledgement> AcknowledgedAsync(long epoch);

    /// <summary>The mirrors that are known at the moment, by the name that they subscribed with: by way of them, whoever asks reaches every silo.</summary>
    [Alias("Mirrors"), AlwaysInterleave, ResponseTimeout("00:00:02")]
    Task<Dictionary<string, ICatalogObserver>> MirrorsAsync();
}

/// <summary>The mirror of a silo, as the catalog grain sees it; and the one way from anywhere to what only that silo knows.</summary>
[Alias("gateway.ICatalogObserver"), GrainInterfaceType("gateway.ICatalogObserver")]
public interface ICatalogObserver : IGrainObserver
{
    /// <summary>Brings a newer catalog. Answers with what is in force afterwards.</summary>
    [Alias("Publish"), ResponseTimeout("00:00:02")]
    ValueTask<CatalogVersion> PublishAsync(CatalogSnapshot snapshot);

    /// <summary>The calls in flight of the silo's process, oldest first.</summary>
    [Alias("Calls"), ResponseTimeout("00:00:01")]
    ValueTask<IReadOnlyList<CallInFlight>> CallsAsync();

    /// <summary>Ends a call: its client gets an error, its provider call is cancelled. False: the silo's process does not have it (any more).</summary>
    [Alias("End"), ResponseTimeout("00:00:01")]
    ValueTask<bool> EndAsync(string requestId);

    /// <summary>Ends the calls of a subscription, or only those that came with one of its keys. Returns how many there were.</summary>
    /// <param name="keyPlace">0 the primary, 1 the secondary; null: whatever they came with.</param>
    [Alias("EndOf"), ResponseTimeout("00:00:01")]
    ValueTask<int> EndOfAsync(string subscription, int? keyPlace);

    /// <summary>The ids of the master keys under which the silo can open secrets.</summary>
    [Alias("MasterKeys"), ResponseTimeout("00:00:01")]
    ValueTask<IReadOnlyList<string>> MasterKeysAsync();
}

/// <summary>Whether a change is in force everywhere.</summary>
/// <param name="Laggards">The names of the active silos that have not confirmed it: they may still serve by what was before.</param>
[GenerateSerializer, Immutable, Alias("gateway.Acknowledgement")]
public sealed record Acknowledgement([property: Id(0)] IReadOnlyList<string> Laggards)
{
    public bool IsComplete => Laggards.Count == 0;
}
