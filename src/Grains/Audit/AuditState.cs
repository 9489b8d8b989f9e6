using Orleans.Gateway.Contracts.Audit;

namespace Orleans.Gateway.Grains.Audit;

/// <summary>What an audit grain persists: the open page of its day, and how many are full.</summary>
[GenerateSerializer, Alias("gateway.AuditState")]
internal sealed class AuditState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>Full pages.</summary>
    [Id(1)] public int Pages { get; set; }

    /// <summary>The records of the open page, oldest first.</summary>
    [Id(2)] public IReadOnlyList<AuditRecord> Open { get; set; } = [];
}

/// <summary>What an audit page persists.</summary>
[GenerateSerializer, Alias("gateway.AuditPageState")]
internal sealed class AuditPageState
{
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public IReadOnlyList<AuditRecord> Records { get; set; } = [];
}
