using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <param name="Definition">Without secrets.</param>
/// <param name="CredentialHeader">The header that carries <paramref name="Credential"/>; null when there is none.</param>
public sealed record ClearBackend(
    BackendDefinition Definition,
    string? CredentialHeader,
    ClearSecret? Credential,
    IReadOnlyDictionary<string, ClearSecret> Headers)
{
    /// <param name="path">Where the backend is in what was read.</param>
    internal BackendDefinition Seal(string id, ISecretSealer sealer, BackendDefinition? stored, string path, Mistakes mistakes)
    {
        var owner = SecretPlace.Backend(id);
        return Definition with
        {
            Credentials = CredentialHeader is null || Credential is null ? Definition.Credentials : new CredentialsDefinition
            {
                Header = new HeaderCredential(CredentialHeader, Stored(
                    Credential, owner, SecretPlace.Credential, sealer, stored?.Credentials?.Header?.Value, Path(path, "credentials.header.value"), mistakes)),
            },
            Headers = Headers.ToDictionary(header => header.Key, header => Stored(
                header.Value, owner, SecretPlace.Header(header.Key), sealer, Header(stored, header.Key), DocumentPath.Property(Path(path, "headers"), header.Key), mistakes)),
        };
    }

    // What is kept is kept as it is, to the byte: nothing of it is opened.
    internal static Secret Stored(
        ClearSecret secret, string owner, string field, ISecretSealer sealer, Secret? stored, string path, Mistakes mistakes)
    {
        if (secret.Mask is { } mask)
        {
            if (stored is { Reference: null } && string.Equals(stored.Fingerprint, mask, StringComparison.OrdinalIgnoreCase))
            {
                return stored;
            }

            mistakes.Add(path, $"is the mask of a secret (fingerprint {mask}) that is not stored here. Write the secret itself, best as a reference such as ${{env:NAME}}.");
            return new Secret(null, null, mask);
        }

        if (secret.Reference is { } reference)
        {
            return new Secret(reference, Sealed: null, Fingerprint: null);
        }

        try
        {
            return sealer.Seal(secret.Reveal(), owner, field);
        }
        catch (SecretUnavailableException cannot)
        {
            mistakes.Add(path, cannot.Message);
            return new Secret(null, null, null);
        }
    }

    private static Secret? Header(BackendDefinition? stored, string name) =>
        stored?.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Path(string path, string property) => path.Length == 0 ? property : $"{path}.{property}";
}
