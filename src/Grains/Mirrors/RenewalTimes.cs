namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>When each of several owners was last asked that has answered since: a mirror of all of them is as fresh as the oldest. Thread-safe.</summary>
/// <param name="renewed">Told the oldest of these timestamps, once all have answered.</param>
internal sealed class RenewalTimes(int owners, Action<long> renewed)
{
    private readonly long?[] _asked = new long?[owners];
    private readonly Lock _lock = new();

    public void Renewed(int owner, long asked)
    {
        long? oldest;
        lock (_lock)
        {
            _asked[owner] = Math.Max(asked, _asked[owner] ?? asked);
            oldest = _asked.Contains(null) ? null : _asked.Min();
        }

        if (oldest is { } all)
        {
            renewed(all);
        }
    }
}
