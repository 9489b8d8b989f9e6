using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>What rollouts measure. Labels are names from the configuration and closed lists.</summary>
public sealed class RolloutMetrics
{
    private readonly Counter<long> _calls;

    public RolloutMetrics(IMeterFactory meters, CatalogMirror catalog)
    {
        var meter = meters.Create(RelayMetrics.MeterName);
        _calls = meter.CreateCounter<long>("gateway.rollout.calls", "{call}", "Calls of aliases with a rollout, by arm and by what became of their first attempt.");
        meter.CreateObservableGauge(
            "gateway.rollout.share",
            () => catalog.Current.Apis.Values
                .SelectMany(api => api.Aliases.Values, (api, alias) => (Api: api.Name, Alias: alias))
                .Where(entry => entry.Alias.Rollout is not null)
                .Select(entry => new Measurement<double>(entry.Alias.Rollout!.Share, Tags(AliasKey.Of(entry.Api, entry.Alias.Name), entry.Alias.Rollout))),
            "1",
            "The share of an alias' calls that a rollout sends to its canary, from 0 to 1.");
    }

    internal void Counted(RolloutView rollout, bool canary, bool failed)
    {
        TagList tags = [.. Tags(rollout.Tally.Alias, rollout), new("gateway.rollout.arm", canary ? "canary" : "rest"), new("gateway.outcome", failed ? "failed" : "answered")];
        _calls.Add(1, tags);
    }

    private static KeyValuePair<string, object?>[] Tags(string key, RolloutView rollout)
    {
        var (api, alias) = AliasKey.Split(key);
        return [new("gateway.api", api), new("gateway.model.alias", alias), new("gateway.backend", rollout.Canary.Backend.Id)];
    }
}
