using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Front;

/// <summary>
/// What the HTTP front end asks of the gateway behind it. It knows which paths are APIs and whose key it is, and hands chat calls over; it
/// decides nothing about routing and translates nothing. All members may be called at any time from any thread.
/// </summary>
public interface IDataPlane
{
    /// <summary>Whether calls can be served: a configuration is in force.</summary>
    bool IsReady { get; }

    /// <summary>Whether calls are served by what may be out of date, since nobody can be asked.</summary>
    bool IsDegraded => false;

    /// <summary>Completes when <see cref="IsReady"/> becomes true.</summary>
    Task ReadyAsync(CancellationToken cancellation);

    /// <summary>Where the APIs are served, in order; the shared path of the default API last.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>The API that serves a path, and the rest of the path behind the API's own; null when no API does.</summary>
    ApiRoute? Route(string path);

    /// <summary>To be asked before what a key may do: null when the request may go on, else the error that it is owed.</summary>
    ValueTask<GatewayError?> AdmitAsync(CancellationToken cancellation) => default;

    /// <summary>The names of the headers that a call has to bring along, since limits are counted by them.</summary>
    IReadOnlyList<string> CountedHeaders { get; }

    /// <summary>As <see cref="CountedHeaders"/>, of the claims of the client's token.</summary>
    IReadOnlyList<string> CountedClaims { get; }

    /// <summary>Whom a call without a key is taken for; null when no product is open to the API.</summary>
    Caller? Anonymous(string api);

    /// <summary>Whose key it is; null when nobody's.</summary>
    /// <param name="key">As the client sent it.</param>
    /// <param name="isForCall">Whether the answer may be some seconds old, since it is looked at again when the call is relayed.</param>
    /// <exception cref="SilosUnreachableException">Nobody could be asked.</exception>
    ValueTask<Caller?> IdentifyAsync(ReadOnlyMemory<char> key, bool isForCall, CancellationToken cancellation);

    /// <summary>Whom a valid token with these claims stands for; null when nobody.</summary>
    /// <exception cref="SilosUnreachableException">Nobody could be asked.</exception>
    ValueTask<Caller?> IdentifyByClaimsAsync(IReadOnlyList<KeyValuePair<string, string>> claims, CancellationToken cancellation);

    /// <summary>The aliases of an API that a caller may use, by name.</summary>
    /// <exception cref="SilosUnreachableException">Nobody could be asked.</exception>
    ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, Caller caller, CancellationToken cancellation);

    /// <summary>Relays a chat call. Returns the error that the client is still owed, or null when the reply is complete (or the client left).</summary>
    /// <remarks>The body of the call is let go of when this returns, and not when it throws: then somebody may still read it.</remarks>
    /// <exception cref="SilosUnreachableException">Nobody could be asked, and the client has been sent nothing.</exception>
    ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply);
}

/// <param name="Api">The API's name.</param>
/// <param name="Rest">What follows the API's path: empty, or starting with a slash.</param>
/// <param name="PathModel">The alias that Azure's deployment form names in the path; null in every other form.</param>
public readonly record struct ApiRoute(string Api, string Rest, string? PathModel = null);

/// <summary>The owner of a key.</summary>
/// <param name="Standing">Only an active one is served.</param>
/// <param name="KeyPlace">Which of the subscription's keys it was: 0 the primary, 1 the secondary; null when it was none of them.</param>
[GenerateSerializer, Immutable, Alias("gateway.Caller")]
public sealed record Caller(
    [property: Id(0)] string Subscription,
    [property: Id(1)] string Product,
    [property: Id(3)] Standing Standing = Standing.Active,
    [property: Id(4)] int? KeyPlace = null)
{
    /// <summary>See <see cref="ChatCall.KeyHash"/>.</summary>
    [Id(5)] public string? KeyHash { get; init; }
}

/// <summary>How it stands with a subscription at one moment.</summary>
public enum Standing
{
    Active,

    /// <summary>Waits for an operator's approval.</summary>
    Submitted,

    /// <summary>An operator has suspended it.</summary>
    Suspended,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>An operator has ended it for good.</summary>
    Cancelled,

    /// <summary>Its product is not in force on the silo that was asked: for a moment, while a change of both arrives.</summary>
    Unready,

    /// <summary>A token's claims fit more than one.</summary>
    Ambiguous,
}

/// <param name="Alias">What clients call it.</param>
/// <param name="Formats">The formats of its targets' backends, in the order in which they are tried.</param>
[GenerateSerializer, Immutable, Alias("gateway.ModelEntry")]
public sealed record ModelEntry([property: Id(0)] string Alias, [property: Id(1)] IReadOnlyList<string> Formats);
