using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Seals anew, at the start of a silo, what a previous master key has sealed, so that the previous key can be taken away afterwards. Each backend
/// gets a version, all together one epoch, and never one that undoes what an operator has changed meanwhile.
/// </summary>
internal sealed class SecretRotation(ISecretSealer sealer, GatewayKeys keys, ILogger<SecretRotation> logger)
{
    public async Task ApplyAsync(IGrainFactory grains)
    {
        if (keys.PreviousMaster is null)
        {
            return;
        }

        var catalog = grains.GetGrain<ICatalogGrain>(0);
        while (true)
        {
            try
            {
                if (await SealAnewAsync(grains, catalog) is > 0 and var count)
                {
                    logger.SecretsSealedAnew(count);
                }

                return;
            }
            catch (VersionConflictException)
            {
                // An operator's change came first; looked at again in its light.
            }
        }
    }

    private async Task<int> SealAnewAsync(IGrainFactory grains, ICatalogGrain catalog)
    {
        var stored = await catalog.GetAsync();
        var backends = new Dictionary<string, Versioned<BackendDefinition>?>();
        foreach (var (id, backend) in stored.Backends)
        {
            if (SealAnew(id, backend.Value) is { } next)
            {
                // Always written: one that looks the same may be sealed under the key that goes.
                backends[id] = await grains.GetGrain<IBackendGrain>(id).StoreAsync(next);
            }
        }

        var changes = new CatalogChanges { Backends = backends, Apis = SealAnew(stored.Apis), Products = SealAnew(stored.Products), ExpectedEpoch = stored.Epoch };
        if (!changes.IsEmpty)
        {
            await catalog.ApplyAsync(changes);
        }

        return changes.Backends.Count + changes.Apis.Count + changes.Products.Count;
    }

    private Dictionary<string, ApiDefinition?> SealAnew(IReadOnlyDictionary<string, ApiDefinition> apis)
    {
        var changed = new Dictionary<string, ApiDefinition?>();
        foreach (var (name, api) in apis)
        {
            if (SealAnew(SecretPlace.Api(name), api.ContentSafety) is { } safety)
            {
                changed[name] = api with { ContentSafety = safety };
            }
        }

        return changed;
    }

    private Dictionary<string, ProductDefinition?> SealAnew(IReadOnlyDictionary<string, ProductDefinition> products)
    {
        var changed = new Dictionary<string, ProductDefinition?>();
        foreach (var (name, product) in products)
        {
            if (SealAnew(SecretPlace.Product(name), product.ContentSafety) is { } safety)
            {
                changed[name] = product with { ContentSafety = safety };
            }
        }

        return changed;
    }

    private ContentSafetyDefinition? SealAnew(string owner, ContentSafetyDefinition? safety)
    {
        try
        {
            return safety?.Credentials?.Header is { } header && sealer.SealAnew(header.Value, owner, SecretPlace.SafetyKey) is { } next
                ? safety with { Credentials = new CredentialsDefinition { Header = header with { Value = next } } }
                : null;
        }
        catch (SecretUnavailableException error)
        {
            logger.SecretNotSealedAnew(owner, error.Message);
            return null;
        }
    }

    /// <summary>Null when nothing of it was sealed under another key, or something cannot be opened: then it stays as it is.</summary>
    private BackendDefinition? SealAnew(string id, BackendDefinition backend)
    {
        var owner = SecretPlace.Backend(id);
        try
        {
            var header = backend.Credentials?.Header;
            var credential = header is null ? null : sealer.SealAnew(header.Value, owner, SecretPlace.Credential);
            var headers = backend.Headers.ToDictionary(entry => entry.Key, entry => sealer.SealAnew(entry.Value, owner, SecretPlace.Header(entry.Key)));
            return credential is null && headers.Values.All(value => value is null)
                ? null
                : backend with
                {
                    Credentials = credential is null ? backend.Credentials : backend.Credentials! with { Header = header! with { Value = credential } },
                    Headers = backend.Headers.ToDictionary(entry => entry.Key, entry => headers[entry.Key] ?? entry.Value),
                };
        }
        catch (SecretUnavailableException error)
        {
            // Says which secret and what to do; the backend is out of service for the same reason.
            logger.SecretNotSealedAnew(id, error.Message);
            return null;
        }
    }
}
