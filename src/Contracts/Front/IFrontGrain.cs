namespace Orleans.Gateway.Contracts.Front;

/// <summary>
/// What front ends without a silo ask before they hand a call over. A stateless worker, answered from the mirror of whichever silo is asked; the
/// key says nothing, but an Orleans client sends each to a silo of its own choice. Everything here can be asked again at will.
/// </summary>
[Alias("gateway.IFrontGrain"), GrainInterfaceType("gateway.IFrontGrain")]
public interface IFrontGrain : IGrainWithIntegerKey
{
    /// <summary>Whose key it is.</summary>
    /// <param name="keyHash">The key's hash under the pepper, 64 hexadecimal digits. The key itself never leaves the front end.</param>
    [Alias("Identify"), ResponseTimeout("00:00:01")]
    ValueTask<Identified> IdentifyAsync(string keyHash);

    /// <summary>Whom a token with these claims stands for, which the front end has found valid.</summary>
    [Alias("IdentifyByClaims"), ResponseTimeout("00:00:01")]
    ValueTask<Identified> IdentifyByClaimsAsync(IReadOnlyList<KeyValuePair<string, string>> claims);

    /// <summary>The aliases of an API that a subscription may use, by name.</summary>
    [Alias("Models"), ResponseTimeout("00:00:02")]
    ValueTask<IReadOnlyList<ModelEntry>> ModelsAsync(string api, string subscription);

    /// <summary>What is served under which path.</summary>
    [Alias("View"), ResponseTimeout("00:00:02")]
    ValueTask<FrontView> ViewAsync();
}

/// <param name="IsReady">Whether the silo knows anybody yet: false while it has no catalog.</param>
/// <param name="Caller">Null when it is nobody's key.</param>
[GenerateSerializer, Immutable, Alias("gateway.Identified")]
public readonly record struct Identified([property: Id(0)] bool IsReady, [property: Id(1)] Caller? Caller);

/// <summary>The part of a catalog that a front end needs: no backend, no key, no credential.</summary>
/// <param name="Epoch">That of the catalog; 0 when the silo has none yet.</param>
/// <param name="Apis">Longest path first.</param>
/// <param name="Default">The name of the API that is served without a path of its own too; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("gateway.FrontView")]
public sealed record FrontView([property: Id(0)] long Epoch, [property: Id(1)] IReadOnlyList<FrontApi> Apis, [property: Id(2)] string? Default)
{
    public static FrontView Empty { get; } = new(0, [], null);

    /// <summary>The names of the headers by which limits are counted.</summary>
    [Id(3)] public IReadOnlyList<string> CountedHeaders { get; init; } = [];

    /// <summary>The names of the claims of tokens by which limits are counted.</summary>
    [Id(4)] public IReadOnlyList<string> CountedClaims { get; init; } = [];
}

/// <param name="Path">Under which it is served.</param>
/// <param name="Anonymous">Whom calls without a key are taken for; null when no product is open to it.</param>
[GenerateSerializer, Immutable, Alias("gateway.FrontApi")]
public sealed record FrontApi([property: Id(0)] string Name, [property: Id(1)] string Path, [property: Id(2)] Caller? Anonymous = null);
