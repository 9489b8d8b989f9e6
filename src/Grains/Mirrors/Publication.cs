using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// How an owner grain publishes a value to the mirrors of all silos: it knows who subscribed and what each has in force, and pushes without
/// waiting. What a push does not bring, the mirror's next renewal does. Belongs to one grain.
/// </summary>
/// <param name="owner">As the log calls it.</param>
/// <param name="push">Answers with the version that the mirror has confirmed by its answer; 0 when it confirmed nothing of this owner's making.</param>
internal sealed class Publication<TObserver, TValue>(string owner, Func<TObserver, TValue, ValueTask<long>> push, TimeProvider time, ILogger logger)
{
    private readonly Subscribers<TObserver> _mirrors = new(time);
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Mirrors whose lease runs.</summary>
    public int Count => _mirrors.Live().Count;

    public IReadOnlyList<(string Mirror, TObserver Observer)> Live() => _mirrors.Live();

    public IReadOnlyCollection<string> Names => [.. _mirrors.Live().Select(entry => entry.Mirror)];

    /// <param name="confirmed">The version that the mirror confirms by renewing; 0 when what it has is not of this owner's making.</param>
    public void Renew(string mirror, TObserver observer, long confirmed)
    {
        _mirrors.Renew(mirror, observer);
        Confirm(mirror, confirmed);
    }

    /// <summary>Starts the pushes. None of them holds up another, or the owner.</summary>
    public void Publish(TValue value, long version)
    {
        foreach (var (mirror, observer) in _mirrors.Live())
        {
            PushAsync(mirror, observer, value, version).Ignore();
        }
    }

    /// <summary>Waits until all that are expected have confirmed the version or a later one. Returns those that have not when the patience is over.</summary>
    /// <param name="expected">Asked again while it waits: what has left is waited for no longer.</param>
    public async Task<IReadOnlyList<T>> LaggardsAsync<T>(long version, Func<IEnumerable<T>> expected, Func<T, string> mirrorOf, TimeSpan patience)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var news = _news.Task;
            var laggards = expected().Where(one => !_mirrors.Has(mirrorOf(one), version)).ToList();
            var left = patience - time.GetElapsedTime(started);
            if (laggards.Count == 0 || left <= TimeSpan.Zero)
            {
                return laggards;
            }

            // Goes on where the grain's turns run.
            await news.WaitAsync(left < MirrorTiming.Look ? left : MirrorTiming.Look, time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task PushAsync(string mirror, TObserver observer, TValue value, long version)
    {
        try
        {
            Confirm(mirror, await push(observer, value));
        }
        catch (Exception error)
        {
            logger.PushFailed(owner, mirror, version, error.GetType().Name);
        }
    }

    private void Confirm(string mirror, long version)
    {
        _mirrors.Confirm(mirror, version);
        var news = _news;
        _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        news.SetResult();
    }
}
