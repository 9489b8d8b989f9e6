namespace Orleans.Gateway.Cluster.Tests.Chaos;

public sealed class StoreLossTests(ChaosFixture fixture) : StoreLoss(fixture), IClassFixture<ChaosFixture>;

public sealed class StoreLossOnAzuriteTests(AzuriteChaosFixture fixture) : StoreLoss(fixture), IClassFixture<AzuriteChaosFixture>;
