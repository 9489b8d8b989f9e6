using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Credentials;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Makes policies of definitions. Owned by the process: circuits and connections outlive changes of the catalog, as long as somebody is judged by them.</summary>
public sealed class SafetyPolicies(
    ProviderClients clients, SecretResolver secrets, ManagedIdentities identities, TimeProvider time, ILogger<SafetyPolicies> logger)
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(string Owner, string Endpoint), SafetyCircuit> _circuits = new();

    /// <param name="previous">Taken over if it says the same, with what it has fetched.</param>
    internal SafetyPolicy? Compile(string owner, ContentSafetyDefinition? definition, SafetyPolicy? previous)
    {
        if (definition is null)
        {
            return null;
        }

        if (previous is not null && SameContent.Of(previous.Definition, definition))
        {
            return previous;
        }

        var (headers, fetched) = Credential(owner, definition);
        if (Problem(definition) is { } problem)
        {
            logger.SafetyUnusable(owner, problem);
            headers = null;
        }

        var root = new Uri(definition.Endpoint);
        return new SafetyPolicy
        {
            Owner = owner,
            Definition = definition,
            Analyze = new($"{definition.Endpoint}/contentsafety/text:analyze?api-version={SafetyPolicy.ApiVersion}"),
            Shield = new($"{definition.Endpoint}/contentsafety/text:shieldPrompt?api-version={SafetyPolicy.ApiVersion}"),
            Allows = definition.OnFailure == "allow",
            Headers = headers,
            FetchedValue = fetched,
            FetchedHeader = definition.Credentials?.Header?.Name ?? "Authorization",
            Client = clients.For(owner, root, Connect),
            Circuit = _circuits.GetOrAdd((owner, definition.Endpoint), _ => new SafetyCircuit(time)),
        };
    }

    /// <summary>The circuits of all others go.</summary>
    internal void Keep(IReadOnlyCollection<SafetyPolicy> policies)
    {
        var used = policies.Select(policy => policy.Circuit).ToHashSet();
        foreach (var (key, circuit) in _circuits)
        {
            if (!used.Contains(circuit))
            {
                _circuits.TryRemove(key, out _);
            }
        }
    }

    private (IReadOnlyList<KeyValuePair<string, string>>? Headers, RefreshedValue? Fetched) Credential(string owner, ContentSafetyDefinition definition)
    {
        try
        {
            if (definition.Credentials?.ManagedIdentity is { } identity)
            {
                return ([], Warmed(identities.Bearer(identity)));
            }

            if (definition.Credentials?.Header is not { } header)
            {
                return ([], null);
            }

            return SecretResolver.IsInVault(header.Value)
                ? ([], Warmed(secrets.Follow(header.Value, owner, SecretPlace.SafetyKey)))
                : ([new(header.Name, secrets.Resolve(header.Value, owner, SecretPlace.SafetyKey))], null);
        }
        catch (SecretUnavailableException error)
        {
            // Not left out: what is to be judged and cannot be is for the policy to decide.
            logger.SafetyUnusable(owner, error.Message);
            return (null, null);
        }
    }

    /// <summary>A word that a newer version has written: what it means is not known, so nothing can be judged.</summary>
    private static string? Problem(ContentSafetyDefinition definition)
    {
        try
        {
            _ = SafetyWords.OutputTypes[definition.OutputType];
            foreach (var category in definition.Categories.Keys)
            {
                _ = SafetyWords.Categories[category];
            }

            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    private static RefreshedValue Warmed(RefreshedValue value)
    {
        value.Warm();
        return value;
    }
}
