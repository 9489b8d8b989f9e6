namespace Orleans.Gateway.Cluster.Tests.Chaos;

public sealed class KillLoopTests(ChaosFixture fixture) : KillLoop(fixture), IClassFixture<ChaosFixture>;

public sealed class KillLoopOnAzuriteTests(AzuriteChaosFixture fixture) : KillLoop(fixture), IClassFixture<AzuriteChaosFixture>;
