using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Calls;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Seals anew what a previous master key has sealed, so that the previous key can be taken away afterwards: once every active silo has the new one,
/// since a silo that cannot open a credential can call no backend with it. Each definition gets a version, all together one epoch, and never one
/// that undoes what an operator has changed meanwhile.
/// </summary>
internal sealed class SecretRotation(SecretSealer sealer, GatewayKeys keys, DocumentTurns turns, TimeProvider time, ILogger<SecretRotation> logger)
{
    /// <summary>How often it is looked whether all have the new key. A grain call, and one to each silo, and only during a rotation.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Ends when all is sealed anew, or when it is cancelled.</summary>
    public async Task RunAsync(IGrainFactory grains, IClusterMembershipService membership, CancellationToken stopping)
    {
        if (keys.PreviousMaster is null)
        {
            return;
        }

        for (var looks = 0; ; looks++)
        {
            try
            {
                if (await WithoutKeyAsync(grains.GetGrain<ICatalogGrain>(0), membership) is > 0 and var missing)
                {
                    // After 5 seconds, in which those that start together find each other, and then once a minute.
                    if (looks % 120 == 10)
                    {
                        logger.RotationWaits(missing);
                    }
                }
                else
                {
                    sealer.SealUnderCurrent();
                    var count = await turns.TakeAsync(grains, DocumentTurns.OfStart, () => SealAnewAsync(grains, grains.GetGrain<ICatalogGrain>(0)), stopping);
                    logger.SecretsSealedAnew(count);
                    return;
                }
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                // The store may be down, or an operator's change came first: it is looked at again in its light.
                if (error is not VersionConflictException)
                {
                    logger.RotationFailed(error.GetType().Name);
                }
            }

            await Task.Delay(LookEvery, time, stopping);
        }
    }

    /// <summary>How many active silos have not said that they can open what is sealed under the current key.</summary>
    private async Task<int> WithoutKeyAsync(ICatalogGrain catalog, IClusterMembershipService membership)
    {
        var having = new HashSet<string>();
        foreach (var (silo, ids) in (await ClusterCalls.AskAsync(catalog, static mirror => mirror.MasterKeysAsync(), time)).Answers)
        {
            if (ids.Contains(keys.Master.Id))
            {
                having.Add(silo);
            }
        }

        return membership.CurrentSnapshot.Members.Values.Count(silo => silo.Status is SiloStatus.Active && !having.Contains(silo.SiloAddress.ToParsableString()));
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
