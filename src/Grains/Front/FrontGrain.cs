using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Front;

/// <inheritdoc cref="IFrontGrain"/>
[StatelessWorker, GrainType("front")]
internal sealed class FrontGrain(CatalogMirror catalog, Intake intake) : Grain, IFrontGrain
{
    public async ValueTask<Identified> IdentifyAsync(string keyHash)
    {
        if (intake.IsLeaving || await catalog.Freshness.AdmitAsync() is not null)
        {
            return new Identified(false, null); // The front end asks the next silo.
        }

        var view = catalog.Current;
        var caller = KeyHash.TryParse(keyHash, out var hash) && view.Keys.TryGetValue(hash, out var subscription) ? subscription.Caller : null;
        return new Identified(view.Epoch > 0, caller);
    }

    public ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, string subscription) =>
        ValueTask.FromResult(ModelList.Of(catalog.Current, api, subscription));

    public ValueTask<FrontView> ViewAsync() => ValueTask.FromResult(FrontViews.Of(catalog.Current));
}
