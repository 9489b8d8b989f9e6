using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

internal static class Resolvers
{
    /// <summary>Without vaults.</summary>
    public static SecretResolver Of(ISecretSealer sealer, IReferenceSource references) =>
        new(sealer, references, new KeyVaults(), TimeProvider.System, NullLogger<SecretResolver>.Instance);
}
