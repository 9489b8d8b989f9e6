using System.Text.Json.Serialization;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Keys;

/// <summary>The subscriptions of one shard at one moment. Every change makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.KeyShard")]
public sealed record KeyShard
{
    public static KeyShard Empty { get; } = new();

    /// <summary>Of the shard alone: grows with each change, by one unless mirrors were ahead; 0 before the first.</summary>
    [Id(0)] public long Epoch { get; init; }

    /// <summary>Drawn anew for each epoch, as in a catalog.</summary>
    [Id(1)] public Guid Change { get; init; }

    [Id(2)] public IReadOnlyDictionary<string, SubscriptionDefinition> Subscriptions { get; init; } = new Dictionary<string, SubscriptionDefinition>();

    [JsonIgnore]
    public CatalogVersion Version => new(Epoch, Change);
}

/// <summary>What one epoch of a shard changes. A null value deletes; what is not named stays.</summary>
[GenerateSerializer, Immutable, Alias("gateway.KeyChanges")]
public sealed record KeyChanges
{
    [Id(0)] public required IReadOnlyDictionary<string, SubscriptionDefinition?> Subscriptions { get; init; }

    /// <summary>The epoch that the changes were made for; null: whatever is in force.</summary>
    [Id(1)] public long? ExpectedEpoch { get; init; }
}

/// <summary>What brings a mirror from one version of a shard to another.</summary>
[GenerateSerializer, Immutable, Alias("gateway.KeyUpdate")]
public sealed record KeyUpdate
{
    [Id(0)] public required int Shard { get; init; }

    /// <summary>The version that it goes on from; null when it is the whole shard.</summary>
    [Id(1)] public CatalogVersion? From { get; init; }

    [Id(2)] public required CatalogVersion To { get; init; }

    /// <summary>A null value deletes.</summary>
    [Id(3)] public required IReadOnlyDictionary<string, SubscriptionDefinition?> Subscriptions { get; init; }

    /// <summary>All of a shard.</summary>
    public static KeyUpdate Whole(int shard, KeyShard all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return new() { Shard = shard, To = all.Version, Subscriptions = all.Subscriptions.ToDictionary(entry => entry.Key, SubscriptionDefinition? (entry) => entry.Value) };
    }
}

/// <param name="Epoch">Of its shard.</param>
/// <param name="Definition">Null when there is none of that name.</param>
[GenerateSerializer, Immutable, Alias("gateway.FoundSubscription")]
public sealed record FoundSubscription([property: Id(0)] long Epoch, [property: Id(1)] SubscriptionDefinition? Definition);

[GenerateSerializer, Immutable, Alias("gateway.NamedSubscription")]
public sealed record NamedSubscription([property: Id(0)] string Name, [property: Id(1)] SubscriptionDefinition Definition);
