using System.Diagnostics;
using System.Text.Json;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

/// <summary>A silo in a process of its own, which can be killed as a machine dies.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process) => _process = process;

    public SiloAddress Silo { get; private set; } = null!;

    /// <summary>The assembly that its membership table comes from.</summary>
    public string Provider { get; private set; } = "";

    /// <param name="program"><c>Orleans.Gateway.AzureNode.dll</c>, of this build or another.</param>
    public static async Task<NodeProcess> StartAsync(string program, AzureStorageOptions account, string cluster, CancellationToken cancellation)
    {
        var node = new NodeProcess(Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!);
        try
        {
            var up = await node.AskAsync(new NodeStart(account.ConnectionString!, account.ContainerName, account.TableName, cluster), cancellation);
            (node.Silo, node.Provider) = (SiloAddress.FromParsableString(up.First!), up.Second);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async Task<string?> ReadAsync(string key, CancellationToken cancellation) => (await AskAsync(new NodeRequest("read", key), cancellation)).First;

    public async Task WriteAsync(string key, string text, CancellationToken cancellation) =>
        Assert.Equal(text, (await AskAsync(new NodeRequest("write", key, text), cancellation)).First);

    public async Task ClearAsync(string key, CancellationToken cancellation) => Assert.Null((await AskAsync(new NodeRequest("clear", key), cancellation)).First);

    /// <summary>A stop in good order: the silo leaves the cluster.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellation);
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>SIGKILL: nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<NodeAnswer> AskAsync<T>(T request, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request).AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        var line = await _process.StandardOutput.ReadLineAsync(cancellation);
        return line is null
            ? throw new InvalidOperationException($"The node ended: {await _process.StandardError.ReadToEndAsync(cancellation)}")
            : JsonSerializer.Deserialize<NodeAnswer>(line)!;
    }
}
