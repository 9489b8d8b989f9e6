namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>Which silos hold how much of a counter. One that is not heard of for a while has died: what it held is spent as far as anybody knows.</summary>
internal sealed class LeaseHolders
{
    /// <summary>Silos renew every few seconds while they hold something.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (long Held, TimeSpan Heard)> _bySilo = [];

    public long Total => _bySilo.Values.Sum(holder => holder.Held);

    public int Count => _bySilo.Count;

    public long HeldBy(string silo) => _bySilo.GetValueOrDefault(silo).Held;

    public void Set(string silo, long held, TimeSpan now) => _bySilo[silo] = (held, now);

    /// <summary>Forgets the silent. Returns what they held.</summary>
    public long Expire(TimeSpan now)
    {
        long lost = 0;
        foreach (var (silo, holder) in _bySilo.Where(entry => now - entry.Value.Heard > Forgotten).ToArray())
        {
            lost += holder.Held;
            _bySilo.Remove(silo);
        }

        return lost;
    }
}
