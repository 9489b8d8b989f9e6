using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stores;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace Orleans.Gateway.AzureStorage.Tests.Emulator;

/// <summary>Azurite, Microsoft's emulator of Azure Storage, in a process of its own, on free ports of loopback and in memory only.</summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>The account that every emulator has, and its published key.</summary>
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly int _blobPort = FreePort.Find();
    private readonly int _queuePort = FreePort.Find();
    private readonly int _tablePort = FreePort.Find();
    private Process? _process;
    private string? _missing;

    public string ConnectionString =>
        $"{Account};BlobEndpoint=http://127.0.0.1:{_blobPort}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{_tablePort}/devstoreaccount1";

    /// <summary>A container and a table that nobody else has. Skips the test where there is no emulator.</summary>
    public AzureStorageOptions NewAccount()
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var name = Guid.NewGuid().ToString("N");
        return new AzureStorageOptions { ConnectionString = ConnectionString, ContainerName = $"c{name}", TableName = $"t{name}" };
    }

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Azurite");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            _missing = "Needs Azurite: run npm ci --ignore-scripts in tests/Azurite.";
            return;
        }

        try
        {
            _process = Process.Start(Command(script))!;
        }
        catch (Win32Exception)
        {
            _missing = "Needs node on the PATH, and then npm ci --ignore-scripts in tests/Azurite.";
            return;
        }

        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        for (var listening = 0; listening < 3;)
        {
            var line = await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException($"Azurite ended: {await _process.StandardError.ReadToEndAsync(limit.Token)}");
            listening += line.Contains("successfully listening", StringComparison.Ordinal) ? 1 : 0;
        }

        // A full pipe would stop it.
        _process.BeginErrorReadLine();
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>It keeps its connections and answers nothing.</summary>
    public Task HangAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            // SIGKILL ends a stopped process as well.
            await KillAsync();
        }

        _process.Dispose();
    }

    private ProcessStartInfo Command(string script) => new("node", [
        script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        "--blobPort", Text(_blobPort), "--queuePort", Text(_queuePort), "--tablePort", Text(_tablePort)])
    {
        WorkingDirectory = Path.GetTempPath(),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {Text(_process!.Id)}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, kill.ExitCode);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
