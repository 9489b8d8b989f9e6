using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>What the owners of an alias' targets last said. Not thread-safe: a grain owns it.</summary>
internal sealed class TargetSightings(IGrainFactory grains)
{
    private readonly Dictionary<string, BackendStatus> _last = [];

    /// <summary>Asks all owners now. One that does not answer keeps its last word.</summary>
    public async Task RefreshAsync(IReadOnlyList<TargetDefinition> targets)
    {
        var answers = await Task.WhenAll(targets.Select(target => AskAsync(target.Backend)));
        foreach (var (backend, status) in answers)
        {
            if (status is not null)
            {
                _last[backend] = status;
            }
        }

        foreach (var gone in _last.Keys.Except(targets.Select(target => target.Backend)).ToList())
        {
            _last.Remove(gone);
        }
    }

    public TargetHealth[] Of(IReadOnlyList<TargetDefinition> targets) =>
        [.. targets.Select(target => new TargetHealth(target.Backend, target.Priority, target.Weight, _last.GetValueOrDefault(target.Backend)))];

    private async Task<(string Backend, BackendStatus? Status)> AskAsync(string backend)
    {
        try
        {
            return (backend, await grains.GetGrain<IBackendGrain>(backend).HealthAsync());
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return (backend, null);
        }
    }
}
