using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Front;

namespace Orleans.Gateway.Silo.Front;

/// <summary>What this front end knows of the catalog: which paths are APIs. Asked for every 2 seconds, of one silo after another.</summary>
internal sealed class FrontMirror(GrainSource source, FrontDesks desks, TimeProvider time, ILogger<FrontMirror> logger) : BackgroundService
{
    /// <summary>How soon a path that is new is served.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    /// <summary>After so long without an answer, this front end is better left out.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CatalogView _current = FrontViews.Expand(FrontView.Empty);
    private FrontViewOffers _offers;
    private long _renewed;

    /// <summary>Paths only.</summary>
    public CatalogView Current => _current;

    /// <summary>Whether there is something to serve, and a silo that serves it.</summary>
    public bool IsFresh => _current.Epoch > 0 && time.GetElapsedTime(Interlocked.Read(ref _renewed)) < Lease;

    /// <summary>Completes with the first view.</summary>
    public Task Filled => _filled.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await RenewAsync() ? Renewal : Retry;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Limits of single subscriptions change without a new epoch.</summary>
    private static bool IsCountedOtherwise(FrontView view, CatalogView current) => view.Epoch == current.Epoch
        && !(view.CountedHeaders.SequenceEqual(current.CountedHeaders) && view.CountedClaims.SequenceEqual(current.CountedClaims));

    private async Task<bool> RenewAsync()
    {
        if (source.Current is not { } grains)
        {
            return false;
        }

        try
        {
            var view = await desks.Next(grains).ViewAsync();
            if (view.Epoch == 0)
            {
                return false;
            }

            Interlocked.Exchange(ref _renewed, time.GetTimestamp());
            (_offers, var taken) = _offers.Offer(view.Epoch);
            if (taken || IsCountedOtherwise(view, _current))
            {
                _current = FrontViews.Expand(view);
                _filled.TrySetResult();
            }

            return true;
        }
        catch (Exception error)
        {
            logger.FrontViewNotRenewed(error.GetType().Name);
            return false;
        }
    }
}
