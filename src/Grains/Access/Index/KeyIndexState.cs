using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Access.Index;

/// <summary>What a shard of the key index persists. The keys themselves are stored nowhere.</summary>
[GenerateSerializer, Alias("gateway.KeyIndexState")]
internal sealed class KeyIndexState
{
    /// <summary>Of this class' JSON. A reader refuses what is newer than itself.</summary>
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public KeyShard Shard { get; set; } = KeyShard.Empty;
}
