using Orleans.Gateway.Silo.Access;

namespace Orleans.Gateway.Api.Admin.Pages;

/// <summary>What all nodes with HTTP know and nobody else does: the portal of one node, and the admin API and the pages of another, trust each other by it.</summary>
internal sealed class PortalSecret(AdminKeys keys)
{
    // No subscription key has a space in it, so that no hash of one is this.
    private const string Purpose = "what pages of the portal protect";

    public ReadOnlyMemory<byte> Value { get; } = Convert.FromHexString(keys.Hash(Purpose));
}
