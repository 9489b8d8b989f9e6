using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>How a backend is reached, beyond its address: what connections of one handler have in common.</summary>
internal readonly record struct EgressRoute(bool IsPublicOnly, string? CaFile, string? Proxy)
{
    /// <exception cref="ArgumentException">A later version has written another rule: what it would refuse is not known here.</exception>
    public static EgressRoute Of(BackendDefinition definition) => new(
        definition.Egress switch
        {
            EgressRules.Any => false,
            EgressRules.PublicOnly => true,
            _ => throw new ArgumentException($"The egress rule '{definition.Egress}' is not known.", nameof(definition)),
        },
        definition.CaFile,
        definition.Proxy);
}
