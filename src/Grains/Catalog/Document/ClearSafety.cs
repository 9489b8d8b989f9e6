using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <param name="Definition">Without its secret.</param>
/// <param name="Header">The header that carries <paramref name="Key"/>; null when there is none.</param>
public sealed record ClearSafety(ContentSafetyDefinition Definition, string? Header, ClearSecret? Key)
{
    /// <param name="owner">See <see cref="SecretPlace"/>.</param>
    /// <param name="path">Where the owner is in what was read.</param>
    internal ContentSafetyDefinition Seal(string owner, ISecretSealer sealer, ContentSafetyDefinition? stored, string path, Mistakes mistakes) =>
        Header is null || Key is null ? Definition : Definition with
        {
            Credentials = new CredentialsDefinition
            {
                Header = new HeaderCredential(Header, ClearBackend.Stored(
                    Key, owner, SecretPlace.SafetyKey, sealer, stored?.Credentials?.Header?.Value,
                    path.Length == 0 ? SecretPlace.SafetyKey : $"{path}.{SecretPlace.SafetyKey}", mistakes)),
            },
        };
}
