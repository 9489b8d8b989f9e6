using System.Diagnostics.Metrics;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>By how much limits are off, on either side.</summary>
internal sealed class LeaseMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _overspent;
    private readonly Counter<long> _unspent;
    private readonly Counter<long> _alone;

    public LeaseMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Orleans.Gateway");
        _overspent = _meter.CreateCounter<long>("gateway.limits.overspent", "{unit}", "Used beyond what calls had reserved; made up for by later calls.");
        _unspent = _meter.CreateCounter<long>("gateway.limits.unspent", "{unit}", "Leased to this process and given back unspent.");
        _alone = _meter.CreateCounter<long>("gateway.limits.unowned", "{unit}", "Spent from this process' own share while the owner of a counter was out of reach.");
    }

    public void Overspent(long amount) => _overspent.Add(amount);

    public void Unspent(long amount) => _unspent.Add(amount);

    public void SpentAlone(long amount) => _alone.Add(amount);

    public void Dispose() => _meter.Dispose();
}
