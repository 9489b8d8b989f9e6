namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>How much is broken, and for how long. The environment variable <c>GATEWAY_CHAOS</c> set to <c>full</c> makes it the long form.</summary>
/// <param name="Kills">Nodes that are killed, hung or stopped, one after the other.</param>
/// <param name="Outage">How long the store is hung, and then as long again killed.</param>
/// <param name="Flips">How often an alias is changed.</param>
/// <param name="CallsPerSecond">To all nodes together.</param>
/// <param name="Window">How long a limit is measured at steady load.</param>
/// <param name="Losses">Nodes that are killed meanwhile, one after the other.</param>
/// <param name="Limit">What never ends must not keep the run.</param>
internal sealed record ChaosPlan(int Kills, TimeSpan Outage, int Flips, int CallsPerSecond, TimeSpan Window, int Losses, TimeSpan Limit)
{
    public static ChaosPlan Current { get; } = string.Equals(Environment.GetEnvironmentVariable("GATEWAY_CHAOS"), "full", StringComparison.OrdinalIgnoreCase)
        ? new(Kills: 50, Outage: TimeSpan.FromMinutes(5), Flips: 1_000, CallsPerSecond: 100, Window: TimeSpan.FromMinutes(1), Losses: 3, Limit: TimeSpan.FromHours(2))
        : new(Kills: 3, Outage: TimeSpan.FromSeconds(10), Flips: 10, CallsPerSecond: 30, Window: TimeSpan.FromSeconds(7), Losses: 1, Limit: TimeSpan.FromMinutes(4));

    public CancellationTokenSource Source()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Limit);
        return source;
    }
}
