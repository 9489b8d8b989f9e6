using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>A valid document as read: its definitions, and beside them the secrets in clear. Never stored, never sent.</summary>
public sealed record GatewayDocument
{
    public required IReadOnlyDictionary<string, ClearBackend> Backends { get; init; }

    public required IReadOnlyDictionary<string, ApiDefinition> Apis { get; init; }

    /// <summary>By <see cref="AliasKey"/>.</summary>
    public required IReadOnlyDictionary<string, AliasDefinition> Aliases { get; init; }

    public required IReadOnlyDictionary<string, ProductDefinition> Products { get; init; }

    public required IReadOnlyDictionary<string, ClearSubscription> Subscriptions { get; init; }

    /// <summary>As it may be stored: references stay references, other secrets are sealed, keys become hashes.</summary>
    public DocumentDefinitions Seal(ISecretSealer sealer, KeyHasher hasher)
    {
        ArgumentNullException.ThrowIfNull(sealer);
        ArgumentNullException.ThrowIfNull(hasher);
        return new DocumentDefinitions
        {
            Backends = Backends.ToDictionary(backend => backend.Key, backend => backend.Value.Seal(backend.Key, sealer)),
            Apis = Apis.ToDictionary(),
            Aliases = Aliases.ToDictionary(),
            Products = Products.ToDictionary(),
            Subscriptions = Subscriptions.ToDictionary(subscription => subscription.Key, subscription => subscription.Value.Seal(hasher)),
        };
    }
}

/// <param name="Definition">Without secrets.</param>
/// <param name="CredentialHeader">The header that carries <paramref name="Credential"/>; null when there is none.</param>
public sealed record ClearBackend(
    BackendDefinition Definition,
    string? CredentialHeader,
    ClearSecret? Credential,
    IReadOnlyDictionary<string, ClearSecret> Headers)
{
    internal BackendDefinition Seal(string id, ISecretSealer sealer)
    {
        var owner = SecretPlace.Backend(id);
        return Definition with
        {
            Credentials = CredentialHeader is null || Credential is null
                ? Definition.Credentials
                : new CredentialsDefinition { Header = new HeaderCredential(CredentialHeader, Stored(Credential, owner, SecretPlace.Credential, sealer)) },
            Headers = Headers.ToDictionary(header => header.Key, header => Stored(header.Value, owner, SecretPlace.Header(header.Key), sealer)),
        };
    }

    private static Secret Stored(ClearSecret secret, string owner, string field, ISecretSealer sealer) => secret.Reference is { } reference
        ? new Secret(reference, Sealed: null, Fingerprint: null)
        : sealer.Seal(secret.Reveal(), owner, field);
}

/// <param name="Keys">Primary, then secondary.</param>
public sealed record ClearSubscription(string Product, IReadOnlyList<ClearSecret> Keys)
{
    public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    internal SubscriptionDefinition Seal(KeyHasher hasher) => new()
    {
        Product = Product,
        Limits = Limits,
        KeyHashes = Keys.Select(key => hasher.Hash(key.Reveal())).ToArray(),
    };
}
