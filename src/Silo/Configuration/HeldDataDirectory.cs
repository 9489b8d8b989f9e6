using Microsoft.Extensions.Hosting;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>
/// The folder of the embedded store is this process' alone, from before anything else starts: two that write the same file would lose each other's
/// changes, and refuse what the other has let in.
/// </summary>
internal sealed class HeldDataDirectory(NodeSettings settings) : IHostedLifecycleService, IDisposable
{
    private FileStream? _held;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _held = settings.Node.Store is NodeStore.Sqlite ? DataDirectory.Hold(settings.Node.DataDirectory) : null;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _held?.Dispose();
}
