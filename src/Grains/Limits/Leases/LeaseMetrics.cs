using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>What limits let through and refused, and by how much they are off, on either side. All labels are closed lists.</summary>
public sealed class LeaseMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _overspent;
    private readonly Counter<long> _exceeded;
    private readonly Counter<long> _unspent;
    private readonly Counter<long> _alone;

    public LeaseMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Orleans.Gateway");
        _settled = _meter.CreateCounter<long>("gateway.limits.spent", "{unit}", "Used by calls that a limit let through: tokens, calls, or millionths of a currency unit.");
        _refused = _meter.CreateCounter<long>("gateway.limits.refused", "{request}", "Calls that a limit refused.");
        _overspent = _meter.CreateCounter<long>("gateway.limits.overspent", "{unit}", "Used beyond what calls had reserved.");
        _exceeded = _meter.CreateCounter<long>("gateway.limits.exceeded", "{unit}", "Used beyond the limits themselves; made up for by later calls.");
        _unspent = _meter.CreateCounter<long>("gateway.limits.unspent", "{unit}", "Leased to this process and given back unspent.");
        _alone = _meter.CreateCounter<long>("gateway.limits.unowned", "{unit}", "Spent from this process' own share while the owner of a counter was out of reach.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Observe(Func<int> counters) =>
        _meter.CreateObservableGauge("gateway.limits.counters", counters, "{counter}", "Counters of which this process holds leases.");

    internal void Settled(string kind, string scope, long amount) => _settled.Add(amount, Tags(kind, scope));

    internal void Refused(string kind, string scope) => _refused.Add(1, Tags(kind, scope));

    internal void Overspent(string kind, long amount) => _overspent.Add(amount, Kind(kind));

    internal void Exceeded(string kind, long amount) => _exceeded.Add(amount, Kind(kind));

    internal void Unspent(string kind, long amount) => _unspent.Add(amount, Kind(kind));

    internal void SpentAlone(string kind, long amount) => _alone.Add(amount, Kind(kind));

    private static KeyValuePair<string, object?> Kind(string kind) => new("gateway.limit.kind", kind);

    private static TagList Tags(string kind, string scope) => new() { { "gateway.limit.kind", kind }, { "gateway.limit.scope", scope } };
}
