using System.Globalization;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A Redis of its own, on loopback. It can be killed, hung, emptied and started again, empty.</summary>
internal sealed class RedisServer(string folder) : IAsyncDisposable
{
    private ServerProcess? _process;

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } = Find() is null ? "redis-server is not installed (Debian: apt-get install redis-server)." : null;

    public int Port { get; } = FreePort.Find();

    public string ConnectionString => $"127.0.0.1:{Port}";

    public async Task StartAsync(CancellationToken cancellation)
    {
        _process = ServerProcess.Start(
            "redis", Find()!,
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"],
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

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
}
