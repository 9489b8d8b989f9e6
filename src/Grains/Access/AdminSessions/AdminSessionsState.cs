using Orleans.Gateway.Contracts.Access;

namespace Orleans.Gateway.Grains.Access.AdminSessions;

/// <summary>What the sessions grain persists. The tokens themselves are stored nowhere.</summary>
[GenerateSerializer, Alias("gateway.AdminSessionsState")]
internal sealed class AdminSessionsState
{
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public IReadOnlyList<AdminSessionEntry> Sessions { get; set; } = [];
}
