using System.Diagnostics.Metrics;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>How far this process may be behind the owners.</summary>
public sealed class MirrorMetrics(IMeterFactory meters)
{
    private readonly Meter _meter = meters.Create(RelayMetrics.MeterName);

    internal void Observe(string mirror, Freshness freshness)
    {
        var tag = new KeyValuePair<string, object?>("gateway.mirror", mirror);
        _meter.CreateObservableGauge(
            "gateway.mirror.age",
            () => freshness.Age is { } age ? [new Measurement<double>(age.TotalSeconds, tag)] : Enumerable.Empty<Measurement<double>>(),
            "s",
            "Since the owner of what this process serves by last said that it is in force.");
        _meter.CreateObservableGauge(
            "gateway.degraded",
            () => new Measurement<int>(freshness.IsDegraded ? 1 : 0, tag),
            description: "1 while this process serves by what may be out of date, else 0.");
    }
}
