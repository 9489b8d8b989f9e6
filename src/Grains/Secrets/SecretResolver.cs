using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Gets a stored secret back in clear, at the moment when it is needed: opens what is sealed, follows what is a reference.</summary>
public sealed class SecretResolver(ISecretSealer sealer, IReferenceSource references)
{
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
