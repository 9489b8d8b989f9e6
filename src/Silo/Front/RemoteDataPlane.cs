using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Remote;

namespace Orleans.Gateway.Silo.Front;

/// <summary>The data plane of a front end without a silo: paths from its mirror, everything else from the silos.</summary>
/// <remarks>
/// Who a key belongs to is remembered for some seconds, for calls only: the silo that relays one looks again, so a key that was revoked is refused as soon
/// as the silos refuse it.
/// </remarks>
internal sealed class RemoteDataPlane(
    FrontMirror mirror, KeyHasher hasher, RememberedCallers callers, RemoteRelay relay, GrainSource source, FrontDesks desks) : IDataPlane
{
    /// <summary>Questions go to the silos in turn, so a second and a third try reach other ones.</summary>
    private const int Tries = 3;

    public bool IsReady => mirror.IsFresh;

    public IReadOnlyList<string> Paths => ApiRoutes.Paths(mirror.Current);

    public IReadOnlyList<string> CountedHeaders => mirror.Current.CountedHeaders;

    public IReadOnlyList<string> CountedClaims => mirror.Current.CountedClaims;

    public Task ReadyAsync(CancellationToken cancellation) => mirror.Filled.WaitAsync(cancellation);

    public ApiRoute? Route(string path) => ApiRoutes.Find(mirror.Current, path);

    public Caller? Anonymous(string api) => mirror.Current.Anonymous.GetValueOrDefault(api)?.Caller;

    public ValueTask<Caller?> IdentifyAsync(ReadOnlyMemory<char> key, bool isForCall, CancellationToken cancellation)
    {
        if (SubscriptionKey.LooksForged(key.Span))
        {
            return default;
        }

        var hash = hasher.Hash(key.Span);
        return isForCall && callers.TryFind(hash, out var known) ? ValueTask.FromResult<Caller?>(known) : AskAsync(hash, cancellation);
    }

    private async ValueTask<Caller?> AskAsync(KeyHash hash, CancellationToken cancellation)
    {
        var text = hash.ToString();
        if (await IdentifyAsync(front => front.IdentifyAsync(text), cancellation) is not { } caller)
        {
            return null;
        }

        callers.Add(hash, caller with { KeyHash = text });
        return caller;
    }

    public async ValueTask<Caller?> IdentifyByClaimsAsync(IReadOnlyList<KeyValuePair<string, string>> claims, CancellationToken cancellation) =>
        await IdentifyAsync(front => front.IdentifyByClaimsAsync(claims), cancellation);

    public async ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, Caller caller, CancellationToken cancellation) =>
        await AskAsync(front => front.ModelsAsync(api, caller.Subscription).AsTask(), cancellation);

    public ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply) => relay.RelayAsync(call, reply);

    private async Task<Caller?> IdentifyAsync(Func<IFrontGrain, ValueTask<Identified>> ask, CancellationToken cancellation) =>
        (await AskAsync(async front => await ask(front) is { IsReady: true } answer ? answer : throw new SilosUnreachableException(), cancellation)).Caller;

    /// <summary>Whatever went wrong with a question, it may be asked again.</summary>
    private async Task<T> AskAsync<T>(Func<IFrontGrain, Task<T>> ask, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (source.Current is not { } grains)
            {
                throw new SilosUnreachableException();
            }

            try
            {
                return await ask(desks.Next(grains));
            }
            catch (Exception) when (attempt < Tries)
            {
                // The next silo.
            }
            catch (Exception error) when (error is not SilosUnreachableException)
            {
                throw new SilosUnreachableException(error);
            }
        }
    }
}
