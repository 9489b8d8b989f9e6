using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Gets a stored secret back in clear, at the moment when it is needed: opens what is sealed, follows what is a reference.</summary>
public sealed class SecretResolver(
    ISecretSealer sealer, IReferenceSource references, KeyVaults vaults, TimeProvider time, ILogger<SecretResolver> logger)
{
    /// <summary>How long a new version in a vault takes to be used at most.</summary>
    internal static readonly TimeSpan VaultRefresh = TimeSpan.FromMinutes(5);

    /// <summary>Whether a secret is kept in a vault, and is a <see cref="Follow"/> rather than a <see cref="Resolve"/>.</summary>
    internal static bool IsInVault(Secret secret) =>
        secret.Reference is { } reference && SecretText.TryParse(reference, out var text, out _) && text.HasVaultReferences;

    /// <summary>A secret that is kept in a vault: fetched when it is first needed, and again every five minutes.</summary>
    internal RefreshedValue Follow(Secret secret, string ownerId, string field) => new(
        async cancellation =>
        {
            if (!SecretText.TryParse(secret.Reference!, out var text, out var problem))
            {
                throw new SecretUnavailableException($"{ownerId} {field}: {problem}");
            }

            var followed = await text.FollowAsync(vaults, cancellation).ConfigureAwait(false);
            return followed.TryResolve(references, out var clear, out problem)
                ? new FetchedValue(clear, VaultRefresh, Expires: null)
                : throw new SecretUnavailableException($"{ownerId} {field}: {problem}");
        },
        time,
        error => logger.SecretNotRead(ownerId, field, error.GetType().Name, (error as Azure.RequestFailedException)?.Status));

    /// <param name="ownerId">See <see cref="SecretPlace"/>.</param>
    /// <exception cref="SecretUnavailableException">It cannot be opened, or a reference leads nowhere in this process.</exception>
    public string Resolve(Secret secret, string ownerId, string field)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Reference is null)
        {
            return sealer.Open(secret, ownerId, field);
        }

        return SecretText.TryParse(secret.Reference, out var text, out var problem) && text.TryResolve(references, out var clear, out problem)
            ? clear
            : throw new SecretUnavailableException($"{ownerId} {field}: {problem}");
    }
}
