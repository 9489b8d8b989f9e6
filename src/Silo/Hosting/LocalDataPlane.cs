using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>The data plane of a process that has a silo of its own: everything but the chat call itself is a read of the mirror.</summary>
internal sealed class LocalDataPlane(
    CatalogMirror catalog, KeyHasher hasher, HandOver handOver, TokenCounter tokens, TimeProvider time) : IDataPlane
{
    public bool IsReady => catalog.Current.Epoch > 0 && tokens.IsWarm && !catalog.Freshness.IsTooOld;

    public bool IsDegraded => catalog.Freshness.IsDegraded;

    public Task ReadyAsync(CancellationToken cancellation) => Task.WhenAll(catalog.Filled, tokens.WarmAsync()).WaitAsync(cancellation);

    public IReadOnlyList<string> Paths => ApiRoutes.Paths(catalog.Current);

    public IReadOnlyList<string> CountedHeaders => catalog.Current.CountedHeaders;

    public IReadOnlyList<string> CountedClaims => catalog.Current.CountedClaims;

    public ApiRoute? Route(string path) => ApiRoutes.Find(catalog.Current, path);

    public ValueTask<GatewayError?> AdmitAsync(CancellationToken cancellation) => catalog.Freshness.AdmitAsync();

    public Caller? Anonymous(string api) => catalog.Current.Anonymous.GetValueOrDefault(api)?.Caller;

    public ValueTask<Caller?> IdentifyAsync(ReadOnlyMemory<char> key, bool isForCall, CancellationToken cancellation) =>
        ValueTask.FromResult(SubscriptionKey.LooksForged(key.Span) ? null : catalog.Current.CallerOf(hasher.Hash(key.Span), time));

    public ValueTask<Caller?> IdentifyByClaimsAsync(IReadOnlyList<KeyValuePair<string, string>> claims, CancellationToken cancellation) =>
        ValueTask.FromResult(catalog.Current.CallerOf(claims, time));

    public ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, Caller caller, CancellationToken cancellation) =>
        ValueTask.FromResult(ModelList.Of(catalog.Current, api, caller.Subscription));

    public ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply) => handOver.RelayAsync(call, reply);
}
