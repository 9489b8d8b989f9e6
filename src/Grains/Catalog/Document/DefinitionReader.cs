using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>
/// Reads single definitions as the admin API takes them: the same objects as in the document, by the same readers, in strict JSON. Each
/// method throws a <see cref="DefinitionRejectedException"/> with all mistakes, by their paths within the object.
/// </summary>
public static class DefinitionReader
{
    /// <summary>Without aliases, which have resources of their own.</summary>
    public static ApiDefinition Api(ReadOnlySpan<byte> json, string name, ApiDefinition? stored, ISecretSealer sealer, IReferenceSource references)
    {
        var (definition, safety) = Read(json, "api", node => Api(node, name, references) is { } api ? Tuple.Create(api, ContentSafetySection.In(node, new StoredSecrets(references))) : null);
        return definition with { ContentSafety = Seal(safety, SecretPlace.Api(name), sealer, stored?.ContentSafety) };
    }

    private static ApiDefinition? Api(Node node, string name, IReferenceSource references)
    {
        if (node.Json.ValueKind is JsonValueKind.Object && node.Json.TryGetProperty("aliases", out _))
        {
            node.Mistakes.Add("aliases", $"aliases have resources of their own. Remove the property, and write each to /admin/v1/apis/{name}/aliases/….");
            return null;
        }

        var section = new ApiSection([], references);
        section.Read(name, node);
        return section.Apis.GetValueOrDefault(name);
    }

    /// <summary>Whether the backends exist is for the alias' owner to say.</summary>
    public static AliasDefinition Alias(ReadOnlySpan<byte> json, IReferenceSource references) => AliasJson.Read(json, references).OrThrow();

    /// <summary>Sealed, and over what is stored: masks stand for the stored secrets, and so do credentials that are not there at all; null takes them away.</summary>
    public static BackendDefinition Backend(ReadOnlySpan<byte> json, string id, BackendDefinition? stored, ISecretSealer sealer, IReferenceSource references)
    {
        var areKept = true;
        var clear = Read(json, "backend", node =>
        {
            // With the URL, and not by a call before or after it: in between, the old key would be sent to the new host, or none to the old one.
            areKept = node.Json.ValueKind is not JsonValueKind.Object || !node.Json.TryGetProperty("credentials", out var credentials) || credentials.ValueKind is not JsonValueKind.Null;
            return BackendSection.Read(node, new StoredSecrets(references));
        });
        var mistakes = new Mistakes();
        var definition = clear.Seal(id, sealer, stored, "", mistakes);
        if (areKept && definition.Credentials is null && definition.Format != BackendFormats.Echo && stored?.Credentials is { } kept)
        {
            definition = definition with { Credentials = kept };
            if (definition.Headers.Keys.FirstOrDefault(header => string.Equals(header, kept.Header?.Name ?? "Authorization", StringComparison.OrdinalIgnoreCase)) is { } twice)
            {
                mistakes.Add(DocumentPath.Property("headers", twice), "is the header of the credentials already. Remove one of the two.");
            }
        }

        mistakes.ThrowIfAny();
        return definition;
    }

    /// <summary>The credentials alone, sealed for their backend.</summary>
    public static CredentialsDefinition Credentials(ReadOnlySpan<byte> json, string id, BackendDefinition stored, ISecretSealer sealer, IReferenceSource references)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var clear = Read(json, "credentials", node => CredentialsSection.Read(node, references) switch
        {
            (_, _, { } identity) => new ClearBackend(new BackendDefinition { Format = "", Credentials = new() { ManagedIdentity = identity } }, null, null, new Dictionary<string, ClearSecret>()),
            ({ } header, { } secret, _) => Clear(header, secret),
            _ => null,
        });
        var mistakes = new Mistakes();
        if (stored.Format == BackendFormats.Echo)
        {
            mistakes.Add("credentials", "has no effect in a backend of the format echo.");
        }
        else if (stored.Headers.Keys.Any(header => string.Equals(header, clear.CredentialHeader ?? "Authorization", StringComparison.OrdinalIgnoreCase)))
        {
            mistakes.Add("header.name", "is a header of the backend already. Remove one of the two.");
        }

        var definition = clear.Seal(id, sealer, stored, "", mistakes);
        mistakes.ThrowIfAny();
        return definition.Credentials!;
    }

    /// <param name="catalog">The APIs and aliases that there are to give access to.</param>
    public static ProductDefinition Product(ReadOnlySpan<byte> json, string name, CatalogSnapshot catalog, ISecretSealer sealer, IReferenceSource references)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var aliases = catalog.Aliases.Keys.Select(AliasKey.Split).ToLookup(key => key.Api, key => key.Alias);
        var known = catalog.Apis.Keys.ToDictionary(api => api, api => (IReadOnlyCollection<string>)[.. aliases[api]]);
        var (definition, safety) = Read(json, "product", node => ProductSection.Read(node, known) is { } product
            ? Tuple.Create(product, ContentSafetySection.In(node, new StoredSecrets(references)))
            : null);
        return definition with { ContentSafety = Seal(safety, SecretPlace.Product(name), sealer, catalog.Products.GetValueOrDefault(name)?.ContentSafety) };
    }

    private static ContentSafetyDefinition? Seal(ClearSafety? safety, string owner, ISecretSealer sealer, ContentSafetyDefinition? stored)
    {
        var mistakes = new Mistakes();
        var definition = safety?.Seal(owner, sealer, stored, "", mistakes);
        mistakes.ThrowIfAny();
        return definition;
    }

    /// <summary>With hashed keys. Without any in what was read, the stored ones stay.</summary>
    public static SubscriptionDefinition Subscription(
        ReadOnlySpan<byte> json, SubscriptionDefinition? stored, CatalogSnapshot catalog, KeyHasher hasher, IReferenceSource references)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(hasher);
        var section = new SubscriptionSection([.. catalog.Products.Keys], new StoredSecrets(references), keysAreOptional: true);
        var clear = Read(json, "subscription", section.Read);
        var mistakes = new Mistakes();
        var definition = clear.Seal(hasher, stored, catalog.Products.GetValueOrDefault(clear.Product)?.Approval is true, "", mistakes);
        mistakes.ThrowIfAny();
        return definition.KeyHashes.Count == 0 && stored is not null ? definition with { KeyHashes = stored.KeyHashes } : definition;
    }

    private static ClearBackend Clear(string header, ClearSecret secret) =>
        new(new BackendDefinition { Format = "" }, header, secret, new Dictionary<string, ClearSecret>());

    private static T Read<T>(ReadOnlySpan<byte> utf8, string root, Func<Node, T?> read)
        where T : class
    {
        if (!JsonText.TryParse(utf8, default, root, out var json, out var mistake))
        {
            throw new DefinitionRejectedException([mistake]);
        }

        var mistakes = new Mistakes();
        var value = read(new Node(json, "", mistakes));
        mistakes.ThrowIfAny();
        return value ?? throw new DefinitionRejectedException([new(root, "is empty. Write an object, { … }.")]);
    }
}
