using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Mirrors;

/// <summary>
/// Keeps the key index of this process on its own disk, beside the catalog: one file for each shard, written soon after the shard has changed and
/// not for every change. What was read at the start is put in force together with the catalog of the disk.
/// </summary>
internal sealed class KeyDisk(SubscriptionTable table, IOptions<NodeOptions> options, TimeProvider time, ILogger<KeyDisk> logger) : BackgroundService
{
    /// <summary>How often it looks for shards that have changed: what a node that ends without a word may lack on its disk.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Lock _writing = new();
    private readonly SnapshotFile[] _files = options.Value.SnapshotPath is { } path
        ? [.. Enumerable.Range(0, KeyIndex.Shards).Select(shard => new SnapshotFile(PathOf(path, shard)))]
        : [];

    private readonly CatalogVersion[] _onDisk = new CatalogVersion[KeyIndex.Shards];

    /// <summary>Puts what is on the disk in force, of the shards of which nothing is yet.</summary>
    public void TakeOver()
    {
        for (var shard = 0; shard < _files.Length; shard++)
        {
            try
            {
                if (_files[shard].Read() is { } bytes)
                {
                    var known = KeyShardFile.Read(bytes);
                    table.Fill(shard, known);
                    _onDisk[shard] = known.Version;
                }
            }
            catch (InvalidDataException mistake)
            {
                logger.KeysRefused(shard, mistake.Message);
            }
            catch (Exception error)
            {
                // Whatever it is, a start that would do without the file does not end by it.
                logger.KeysRefused(shard, error.GetType().Name);
            }
        }
    }

    /// <summary>Writes what has changed since. A catalog is written after the keys that it is served with, so that none on a disk is without its callers.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            for (var shard = 0; shard < _files.Length; shard++)
            {
                Write(shard);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Flush();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_files.Length == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Flush();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private void Write(int shard)
    {
        var version = table.Version(shard);
        if (version.Epoch == 0 || version == _onDisk[shard])
        {
            return;
        }

        try
        {
            var content = table.Export(shard);
            _files[shard].Write(KeyShardFile.Write(content));
            _onDisk[shard] = content.Version;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.KeysNotWritten(shard, error.GetType().Name);
        }
    }

    /// <summary><c>catalog.snapshot.json</c> has <c>catalog.snapshot.keys-00.json</c> beside it.</summary>
    private static string PathOf(string catalog, int shard) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(catalog))!, FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(catalog)}.keys-{shard:00}{Path.GetExtension(catalog)}"));
}
