using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>
/// Wakes the owners of those aliases that have something due by themselves, since nothing may depend on a grain being awake. Each alias is
/// tended by one silo, which all silos agree on without asking each other; where they differ for a moment, it is tended twice, or later.
/// </summary>
internal sealed class AliasTender(
    CatalogMirror catalog, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider time, ILogger<AliasTender> logger)
    : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly string _self = silo.SiloAddress.ToParsableString();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await Task.WhenAll(Mine().Select(TendAsync));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The others tend from here on.
        }
    }

    private List<string> Mine()
    {
        var silos = membership.CurrentSnapshot.Members
            .Where(member => member.Value.Status is SiloStatus.Active)
            .Select(member => member.Key.ToParsableString())
            .ToList();
        return [.. catalog.Current.Apis.Values
            .SelectMany(api => api.Aliases.Values.Where(alias => alias.IsInRollout), (api, alias) => AliasKey.Of(api.Name, alias.Name))
            .Where(key => TendedBy.Choose(key, silos) == _self)];
    }

    private async Task TendAsync(string alias)
    {
        try
        {
            await grains.GetGrain<IAliasGrain>(alias).TendAsync();
        }
        catch (Exception error)
        {
            logger.AliasNotTended(alias, error.GetType().Name);
        }
    }
}
