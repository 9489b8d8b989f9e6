using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>The data plane of a process that has a silo of its own: everything but the chat call itself is a read of the mirror.</summary>
internal sealed class LocalDataPlane(
    CatalogMirror catalog, KeyHasher hasher, Relay relay, GatewayRuntime runtime, TokenCounter tokens, TimeProvider time, ILogger<LocalDataPlane> logger) : IDataPlane
{
    private readonly Lock _gate = new();
    private IGrainFactory? _grains;
    private IChatGrain? _chat;

    public bool IsReady => catalog.Current.Epoch > 0 && tokens.IsWarm && !catalog.Freshness.IsTooOld;

    public bool IsDegraded => catalog.Freshness.IsDegraded;

    public Task ReadyAsync(CancellationToken cancellation) => Task.WhenAll(catalog.Filled, tokens.WarmAsync()).WaitAsync(cancellation);

    public IReadOnlyList<string> Paths => ApiRoutes.Paths(catalog.Current);

    public IReadOnlyList<string> CountedHeaders => catalog.Current.CountedHeaders;

    public IReadOnlyList<string> CountedClaims => catalog.Current.CountedClaims;

    public ApiRoute? Route(string path) => ApiRoutes.Find(catalog.Current, path);

    public ValueTask<GatewayError?> AdmitAsync(CancellationToken cancellation) => catalog.Freshness.AdmitAsync();

    public Caller? Anonymous(string api) => catalog.Current.Anonymous.GetValueOrDefault(api)?.Caller;

    public ValueTask<Caller?> IdentifyAsync(string key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ValueTask.FromResult(SubscriptionKey.LooksForged(key) ? null : catalog.Current.CallerOf(hasher.Hash(key.AsSpan()), time));
    }

    public ValueTask<Caller?> IdentifyByClaimsAsync(IReadOnlyList<KeyValuePair<string, string>> claims, CancellationToken cancellation) =>
        ValueTask.FromResult(catalog.Current.CallerOf(claims, time));

    public ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, Caller caller, CancellationToken cancellation) =>
        ValueTask.FromResult(ModelList.Of(catalog.Current, api, caller.Subscription));

    public ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply) =>
        TryGetChat(out var chat)
            ? RelayAsync(chat, call, reply)
            : relay.RelayAsync(call, reply);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GatewayError?> RelayAsync(IChatGrain chat, ChatCall call, Reply reply)
    {
        var sink = new ReplySink(reply);
        try
        {
            return await chat.RelayAsync(call, sink);
        }
        catch (Exception error)
        {
            if (sink.TryTake() is null)
            {
                throw;
            }

            // A silo that was evicted, or is about to stop, takes no more calls. This one has not begun, and needs no silo.
            logger.RelayedWithoutSilo(call.RequestId, error.GetType().Name);
            return await relay.RelayAsync(call, reply);
        }
    }

    // A grain reference costs 2.4 µs and 488 bytes to make, and lives as long as its silo.
    private bool TryGetChat([NotNullWhen(true)] out IChatGrain? chat)
    {
        var grains = runtime.Grains;
        chat = _chat;
        if (grains is null)
        {
            return false;
        }

        if (chat is not null && ReferenceEquals(grains, _grains))
        {
            return true;
        }

        lock (_gate)
        {
            chat = _chat = grains.GetGrain<IChatGrain>(0);
            _grains = grains;
        }

        return true;
    }
}
