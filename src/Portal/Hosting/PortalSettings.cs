using Microsoft.AspNetCore.Http;
using Orleans.Gateway.Portal.SignIn;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>What the portal needs to know of the process that it is served by.</summary>
/// <param name="AdminApi">Where the admin API of this process is, for example <c>http://127.0.0.1:8080/admin/v1/</c>. Asked when it is needed: ports may be free ones.</param>
/// <param name="Clients">Where clients reach the APIs of this process.</param>
/// <param name="HasOwnAddress">Whether the admin API has an address of its own, so that the browser's is not that of the clients.</param>
/// <param name="Secret">32 bytes, the same on all nodes: what a page of one node says, another one has to understand.</param>
public sealed record PortalSettings(Func<Uri> AdminApi, Func<Uri> Clients, bool HasOwnAddress, ReadOnlyMemory<byte> Secret)
{
    /// <summary>Serves the Orleans Dashboard below <see cref="SessionCookie.Dashboard"/>; null: it is off.</summary>
    public RequestDelegate? Dashboard { get; init; }

    /// <summary>Where people may sign in beside keys; null: nowhere.</summary>
    public Issuer? Issuer { get; init; }
}
