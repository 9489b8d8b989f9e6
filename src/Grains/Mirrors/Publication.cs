using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// How an owner grain publishes a value to the mirrors of all silos: it knows who subscribed, and pushes without waiting. What a push does not
/// bring, the mirror's next renewal does. Belongs to one grain.
/// </summary>
/// <param name="owner">As the log calls it.</param>
/// <param name="push">Answers with the version that is in force at the mirror afterwards.</param>
internal sealed class Publication<TObserver, TValue>(string owner, Func<TObserver, TValue, ValueTask<long>> push, TimeProvider time, ILogger logger)
{
    private readonly Subscribers<TObserver> _mirrors = new(time);

    /// <summary>Mirrors whose lease runs.</summary>
    public int Count => _mirrors.Live().Count;

    public IReadOnlyList<(string Mirror, TObserver Observer)> Live() => _mirrors.Live();

    public IReadOnlyCollection<string> Names => [.. _mirrors.Live().Select(entry => entry.Mirror)];

    public void Renew(string mirror, TObserver observer) => _mirrors.Renew(mirror, observer);

    /// <summary>Starts the pushes. None of them holds up another, or the owner.</summary>
    public void Publish(TValue value, long version)
    {
        foreach (var (mirror, observer) in _mirrors.Live())
        {
            PushAsync(mirror, observer, value, version).Ignore();
        }
    }

    private async Task PushAsync(string mirror, TObserver observer, TValue value, long version)
    {
        try
        {
            await push(observer, value);
        }
        catch (Exception error)
        {
            logger.PushFailed(owner, mirror, version, error.GetType().Name);
        }
    }
}
