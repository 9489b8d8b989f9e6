using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>The same on Azure Storage, as its emulator has it.</summary>
public sealed class AzuriteChaosFixture : ChaosFixture
{
    private protected override TestStore Store => TestStore.Azurite;
}
