using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>What the catalog grain persists.</summary>
[GenerateSerializer, Alias("gateway.CatalogState")]
internal sealed class CatalogState
{
    /// <summary>Of this class' JSON. A reader refuses what is newer than itself.</summary>
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public CatalogSnapshot Snapshot { get; set; } = CatalogSnapshot.Empty;
}
