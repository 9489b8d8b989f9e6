using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Mirrors;

/// <summary>
/// Keeps the catalog of this process on its own disk, beside the path of the requests, so that the next process can serve while the store is
/// down. What was read at the start is put in force when the silo does not come up: a node that can ask does not serve by what it once knew.
/// </summary>
/// <remarks>The time of the file says when its content was last known to be in force.</remarks>
internal sealed class CatalogDisk(CatalogMirror mirror, KeyDisk keys, IOptions<NodeOptions> options, TimeProvider time, ILogger<CatalogDisk> logger) : BackgroundService
{
    /// <summary>For how long a silo that is starting is waited for, before the disk's catalog is put in force.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often the file's time is set anew while the mirror is up to date, and how soon a write that failed is tried again.</summary>
    private static readonly TimeSpan Touch = TimeSpan.FromSeconds(30);

    private readonly SnapshotFile? _file = options.Value.SnapshotPath is { } path ? new SnapshotFile(path) : null;
    private CatalogSnapshot? _loaded;
    private CatalogVersion _onDisk;
    private TimeSpan _age;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Load();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Puts what was on the disk in force, if nothing is yet.</summary>
    public void TakeOver()
    {
        if (Interlocked.Exchange(ref _loaded, null) is not { } loaded)
        {
            return;
        }

        try
        {
            if (mirror.Version.Epoch == 0)
            {
                keys.TakeOver();
            }

            if (mirror.Fill(loaded, _age))
            {
                logger.ServesFromDisk(loaded.Epoch, _age);
            }
        }
        catch (Exception error)
        {
            logger.SnapshotRefused(error.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_file is null)
        {
            return;
        }

        await mirror.Filled.WaitAsync(Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TakeOver();
        var onDisk = _onDisk;
        while (!stoppingToken.IsCancellationRequested)
        {
            await mirror.NextAsync(onDisk).WaitAsync(Touch, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var current = mirror.Snapshot;
            if (current.Version == onDisk)
            {
                Confirm();
            }
            else if (TryWrite(current))
            {
                onDisk = current.Version;
            }
            else
            {
                await Task.Delay(Touch, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Load()
    {
        try
        {
            if (_file?.Read() is { } bytes)
            {
                (_loaded, _age) = (CatalogFile.Read(bytes), _file.Age(time.GetUtcNow()));
                _onDisk = _loaded.Version;
            }
        }
        catch (InvalidDataException mistake)
        {
            logger.SnapshotRefused(mistake.Message);
        }
        catch (Exception error)
        {
            // Whatever it is, a start that would do without the file does not end by it.
            logger.SnapshotRefused(error.GetType().Name);
        }
    }

    private bool TryWrite(CatalogSnapshot catalog)
    {
        try
        {
            keys.Flush();
            _file!.Write(CatalogFile.Write(catalog));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.SnapshotNotWritten(error.GetType().Name);
            return false;
        }
    }

    private void Confirm()
    {
        if (mirror.Freshness.IsDegraded)
        {
            return;
        }

        try
        {
            _file!.Touch(time.GetUtcNow());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.SnapshotNotWritten(error.GetType().Name);
        }
    }
}
