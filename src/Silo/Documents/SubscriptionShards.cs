using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>The subscriptions of a running gateway, wherever their shards are.</summary>
internal static class SubscriptionShards
{
    public static IKeyIndexGrain ShardOf(IGrainFactory grains, string subscription) => grains.GetGrain<IKeyIndexGrain>(KeyIndex.ShardOf(subscription));

    /// <summary>Asks every shard at once.</summary>
    public static Task<T[]> AskAsync<T>(IGrainFactory grains, Func<IKeyIndexGrain, Task<T>> ask) =>
        Task.WhenAll(Enumerable.Range(0, KeyIndex.Shards).Select(shard => ask(grains.GetGrain<IKeyIndexGrain>(shard))));

    /// <summary>Brings changes to the shards that they belong to, and says what each of these has in force then.</summary>
    public static async Task<IReadOnlyList<ShardEpoch>> ApplyAsync(IGrainFactory grains, IReadOnlyDictionary<string, SubscriptionDefinition?> changes) => await Task.WhenAll(
        changes.GroupBy(change => KeyIndex.ShardOf(change.Key)).Select(async shard =>
            new ShardEpoch(shard.Key, await grains.GetGrain<IKeyIndexGrain>(shard.Key).ApplyAsync(new KeyChanges { Subscriptions = shard.ToDictionary() }))));

    /// <summary>Waits until all active silos have what was applied. Returns the names of those that have not confirmed it.</summary>
    public static async Task<IReadOnlyList<string>> LaggardsAsync(IGrainFactory grains, IReadOnlyList<ShardEpoch> applied)
    {
        var answers = await Task.WhenAll(applied.Select(shard => grains.GetGrain<IKeyIndexGrain>(shard.Shard).AcknowledgedAsync(shard.Epoch)));
        return [.. answers.SelectMany(answer => answer.Laggards).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}

/// <summary>What a shard of the key index has in force after a change.</summary>
public readonly record struct ShardEpoch(int Shard, long Epoch);
