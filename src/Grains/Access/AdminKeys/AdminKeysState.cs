using Orleans.Gateway.Contracts.Access;

namespace Orleans.Gateway.Grains.Access.AdminKeys;

/// <summary>What the admin keys grain persists. The keys themselves are stored nowhere.</summary>
[GenerateSerializer, Alias("gateway.AdminKeysState")]
internal sealed class AdminKeysState
{
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public IReadOnlyList<AdminKeyEntry> Keys { get; set; } = [];
}
