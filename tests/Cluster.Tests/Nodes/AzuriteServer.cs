using System.Globalization;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Azurite, Microsoft's emulator of Azure Storage, on free ports of loopback.</summary>
/// <param name="keepsData">Whether it has its data again when it is started again: all but what it was given in the seconds before it was killed.</param>
internal sealed class AzuriteServer(string folder, bool keepsData = false) : IStoreServer
{
    /// <summary>The account and the key that every emulator has.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Azurite", "node_modules", "azurite", "dist", "src", "azurite.js");

    private readonly int _queuePort = FreePort.Find();
    private ServerProcess? _process;

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } =
        OnPath.Find("node") is null ? "node is not installed." : File.Exists(Script) ? null : "Needs Azurite: run npm ci --ignore-scripts in tests/Azurite.";

    public int BlobPort { get; } = FreePort.Find();

    public int TablePort { get; } = FreePort.Find();

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Gateway__Store"] = "AzureStorage",
        ["Gateway__AzureStorage__ConnectionString"] =
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};TableEndpoint=http://127.0.0.1:{TablePort}/{Account};",
    };

    public async Task StartAsync(CancellationToken cancellation)
    {
        _process = ServerProcess.Start(
            "azurite", "node",
            [
                Script, .. keepsData ? new[] { "--location", Path.Combine(folder, "azurite") } : ["--inMemoryPersistence"],
                "--skipApiVersionCheck", "--disableTelemetry", "--silent", "--blobPort", Text(BlobPort), "--queuePort", Text(_queuePort), "--tablePort", Text(TablePort),
            ],
            folder, new Dictionary<string, string>());
        await _process.WaitForAsync("Table service is successfully listening", cancellation);
    }

    public void Signal(string signal) => _process!.Signal(signal);

    public async Task StopAsync(CancellationToken cancellation)
    {
        await _process!.KillAsync(cancellation);
        await _process.DisposeAsync();
        _process = null;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
