using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// The mirrors that an owner pushes to, and what each of them is known to have in force. A subscription is a lease: a mirror that stops renewing
/// (its silo died) is forgotten when it runs out.
/// </summary>
internal sealed class Subscribers<TObserver>(TimeProvider time)
{
    /// <summary>Three missed renewals.</summary>
    public static readonly TimeSpan Lease = MirrorTiming.Renewal * 3;

    private readonly ConcurrentDictionary<string, Entry> _byName = new();

    // Monotonic: a clock that is set loses no mirror.
    private TimeSpan Now => time.GetElapsedTime(0);

    public void Renew(string mirror, TObserver observer) =>
        _byName[mirror] = new(observer, Now + Lease, _byName.TryGetValue(mirror, out var known) ? known.Confirmed : 0);

    /// <summary>The mirror has this version in force. Versions never go back in a mirror, so an answer that comes late changes nothing.</summary>
    public void Confirm(string mirror, long version)
    {
        if (_byName.TryGetValue(mirror, out var known) && known.Confirmed < version)
        {
            _byName[mirror] = known with { Confirmed = version };
        }
    }

    /// <summary>Whether the mirror has this version or a later one in force. One that has not subscribed has nothing.</summary>
    public bool Has(string mirror, long version) => _byName.TryGetValue(mirror, out var known) && known.Confirmed >= version;

    public void Forget(string mirror) => _byName.TryRemove(mirror, out _);

    public IReadOnlyList<(string Mirror, TObserver Observer)> Live()
    {
        var now = Now;
        foreach (var (mirror, entry) in _byName)
        {
            if (entry.Until < now)
            {
                Forget(mirror);
            }
        }

        return [.. _byName.Select(entry => (entry.Key, entry.Value.Observer))];
    }

    private readonly record struct Entry(TObserver Observer, TimeSpan Until, long Confirmed);
}
