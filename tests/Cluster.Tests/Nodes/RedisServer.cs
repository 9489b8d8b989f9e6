using System.Globalization;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A Redis of its own, on loopback. It can be killed, hung, emptied and started again, empty or not.</summary>
/// <param name="keepsData">Whether it has its data again when it is started again.</param>
internal sealed class RedisServer(string folder, bool keepsData = false) : IStoreServer
{
    private ServerProcess? _process;

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } = OnPath.Find("redis-server") is null ? "redis-server is not installed (Debian: apt-get install redis-server)." : null;

    public int Port { get; } = FreePort.Find();

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Gateway__Store"] = "Redis",
        ["Gateway__Redis__ConnectionString"] = $"127.0.0.1:{Port}",
    };

    public async Task StartAsync(CancellationToken cancellation)
    {
        _process = ServerProcess.Start(
            "redis", OnPath.Find("redis-server")!,
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", keepsData ? "yes" : "no", "--dir", folder, "--daemonize", "no"],
            folder, new Dictionary<string, string>());
        await _process.WaitForAsync("Ready to accept connections", cancellation);
    }

    public void Signal(string signal) => _process!.Signal(signal);

    public async Task StopAsync(CancellationToken cancellation)
    {
        await _process!.KillAsync(cancellation);
        await _process.DisposeAsync();
        _process = null;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;
}
