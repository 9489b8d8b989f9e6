using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Serialization;

namespace Orleans.Gateway.Scaling;

/// <summary>What a change of one subscription among many costs: the change itself to each node, and its shard, which the store gets whole.</summary>
internal static class KeySizes
{
    private const int Changes = 500;

    private static readonly int[] Subscriptions = [1_000, 10_000, 100_000];

    public static List<KeySize> Measure(Serializer serializer) =>
    [
        .. Subscriptions.Select(count =>
        {
            Console.WriteLine($"{count} subscriptions.");
            var shards = Catalogs.Subscriptions(count).GroupBy(entry => KeyIndex.ShardOf(entry.Key))
                .ToDictionary(shard => shard.Key, shard => new KeyShard { Epoch = 1, Change = Guid.CreateVersion7(), Subscriptions = shard.ToDictionary() });
            var table = new SubscriptionTable();
            var filled = Sizes.Cpu(() => shards.ToList().ForEach(shard => table.Fill(shard.Key, shard.Value)));
            var (number, one) = shards.First();
            var (name, definition) = one.Subscriptions.First();
            var version = one.Version;
            var updates = Enumerable.Range(0, Changes).Select(_ =>
            {
                var from = version;
                version = new CatalogVersion(from.Epoch + 1, Guid.CreateVersion7());
                return new KeyUpdate { Shard = number, From = from, To = version, Subscriptions = new Dictionary<string, SubscriptionDefinition?> { [name] = definition } };
            }).ToList();
            var wire = serializer.SerializeToArray(updates[0]).Length;
            var taken = Sizes.Cpu(() => updates.ForEach(update => table.Apply(serializer.Deserialize<KeyUpdate>(serializer.SerializeToArray(update))!)));
            byte[] stored = [];
            var written = Enumerable.Range(0, 5).Select(_ => Sizes.Cpu(() => stored = JsonSerializer.SerializeToUtf8Bytes(one))).Min();
            return new KeySize(count, wire, taken / Changes, stored.Length, written, serializer.SerializeToArray(KeyUpdate.Whole(number, one)).Length, filled);
        }),
    ];
}

/// <param name="Wire">Bytes of the change to each node.</param>
/// <param name="Taken">To write it for the wire, read it, and take it in, in ms of CPU.</param>
/// <param name="Stored">Bytes of the shard that the store gets.</param>
/// <param name="Written">To write those, in ms of CPU.</param>
/// <param name="Shard">Bytes of a whole shard, to a node that has nothing.</param>
/// <param name="Filled">To take in all sixteen, in ms of CPU.</param>
internal sealed record KeySize(int Subscriptions, int Wire, double Taken, int Stored, double Written, int Shard, double Filled);
