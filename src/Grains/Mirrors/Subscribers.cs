using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// The mirrors that an owner pushes to. A subscription is a lease: a mirror that stops renewing (its silo died) is forgotten when it runs out.
/// </summary>
internal sealed class Subscribers<TObserver>(TimeProvider time)
{
    /// <summary>Three missed renewals.</summary>
    public static readonly TimeSpan Lease = MirrorTiming.Renewal * 3;

    private readonly ConcurrentDictionary<string, (TObserver Observer, TimeSpan Until)> _byName = new();

    // Monotonic: a clock that is set loses no mirror.
    private TimeSpan Now => time.GetElapsedTime(0);

    public void Renew(string mirror, TObserver observer) => _byName[mirror] = (observer, Now + Lease);

    public void Forget(string mirror) => _byName.TryRemove(mirror, out _);

    public IReadOnlyList<(string Mirror, TObserver Observer)> Live()
    {
        var now = Now;
        foreach (var (mirror, lease) in _byName)
        {
            if (lease.Until < now)
            {
                Forget(mirror);
            }
        }

        return [.. _byName.Select(entry => (entry.Key, entry.Value.Observer))];
    }
}
