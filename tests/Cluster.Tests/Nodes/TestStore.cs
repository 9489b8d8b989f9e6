namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>What the nodes of a test share.</summary>
internal enum TestStore
{
    Redis,
    Azurite,
}
