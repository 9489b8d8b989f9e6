using System.Globalization;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Azurite, Microsoft's emulator of Azure Storage, in memory and on free ports of loopback.</summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Azurite", "node_modules", "azurite", "dist", "src", "azurite.js");

    private readonly ServerProcess _process;

    private AzuriteServer(ServerProcess process, int blobPort, int tablePort) => (_process, BlobPort, TablePort) = (process, blobPort, tablePort);

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } =
        OnPath.Find("node") is null ? "node is not installed." : File.Exists(Script) ? null : "Needs Azurite: run npm ci --ignore-scripts in tests/Azurite.";

    public int BlobPort { get; }

    public int TablePort { get; }

    public static async Task<AzuriteServer> StartAsync(string folder, CancellationToken cancellation)
    {
        var (blobs, queues, tables) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        var process = ServerProcess.Start(
            "azurite", "node",
            [Script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent", "--blobPort", Text(blobs), "--queuePort", Text(queues), "--tablePort", Text(tables)],
            folder, new Dictionary<string, string>());
        await process.WaitForAsync("Table service is successfully listening", cancellation);
        return new(process, blobs, tables);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
