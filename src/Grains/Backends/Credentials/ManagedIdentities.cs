using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Backends.Credentials;

/// <summary>
/// Access tokens of Entra ID for backends that know this process by its identity. One acquisition at a time for each identity and resource,
/// however many backends and calls wait for it; renewed beside the calls, ahead of expiry.
/// </summary>
public sealed class ManagedIdentities(TimeProvider time, ILogger<ManagedIdentities> logger)
{
    /// <summary>A token is renewed this long before it ends: time enough for a source that is down for a moment.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Clocks differ, and a call takes a while to arrive.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ManagedIdentityCredentialDefinition, RefreshedValue> _tokens = new();

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    internal RefreshedValue Bearer(ManagedIdentityCredentialDefinition identity) => _tokens.GetOrAdd(identity, Create);

    private RefreshedValue Create(ManagedIdentityCredentialDefinition identity)
    {
        var credential = new Lazy<TokenCredential>(() => CredentialOf(identity.ClientId));
        var request = new TokenRequestContext([ScopeOf(identity.Resource)]);
        return new RefreshedValue(
            async cancellation =>
            {
                var token = await credential.Value.GetTokenAsync(request, cancellation).ConfigureAwait(false);
                var left = token.ExpiresOn - time.GetUtcNow();
                return new FetchedValue($"Bearer {token.Token}", Later(token.RefreshOn is { } on ? on - time.GetUtcNow() : left - Ahead), Later(left - Margin));
            },
            time,
            error => logger.TokenNotAcquired(identity.Resource, error.GetType().Name));
    }

    /// <summary>Workload identity where the platform has mounted one, else the managed identity of the machine.</summary>
    private static TokenCredential CredentialOf(string? clientId)
    {
        var managed = new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AZURE_FEDERATED_TOKEN_FILE"))
            ? managed
            : new ChainedTokenCredential(new WorkloadIdentityCredential(new WorkloadIdentityCredentialOptions { ClientId = clientId ?? Environment.GetEnvironmentVariable("AZURE_CLIENT_ID") }), managed);
    }

    private static string ScopeOf(string resource) => resource.EndsWith("/.default", StringComparison.Ordinal) ? resource : $"{resource.TrimEnd('/')}/.default";

    private static TimeSpan Later(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
