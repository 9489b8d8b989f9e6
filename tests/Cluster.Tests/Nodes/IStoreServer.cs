namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A store of its own, on loopback, that nodes share. It can be killed, hung, and started again.</summary>
internal interface IStoreServer : IAsyncDisposable
{
    /// <summary>What makes a node use it.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    Task StartAsync(CancellationToken cancellation);

    /// <param name="signal">KILL, TERM, STOP or CONT.</param>
    void Signal(string signal);

    /// <summary>Kills it, and waits until it is gone.</summary>
    Task StopAsync(CancellationToken cancellation);
}
