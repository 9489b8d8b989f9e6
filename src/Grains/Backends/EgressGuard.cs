using System.Net;
using System.Net.Sockets;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>
/// Connects to providers, and refuses addresses at which only this machine's own secrets can be: link-local ones, where the clouds keep their
/// metadata services. Decided on the resolved address, so that no spelling and no DNS answer gets around it. With a proxy, it is that which is
/// connected to.
/// </summary>
/// <param name="isPublicOnly">Whether private addresses are refused as well.</param>
internal sealed class EgressGuard(bool isPublicOnly)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(context.DnsEndPoint.Host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, address => !IsForbidden(address) && !(isPublicOnly && ForbiddenAddresses.IsPrivate(address)));
        if (allowed.Length == 0)
        {
            throw new ForbiddenAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses that a document may not name either, in whatever spelling and however wrapped into IPv6.</summary>
    internal static bool IsForbidden(IPAddress address) => ForbiddenAddresses.Contains(address);
}

/// <summary>The guard has refused. Told from what goes wrong on the network.</summary>
internal sealed class ForbiddenAddressException() : HttpRequestException(HttpRequestError.ConnectionError, "The host has no address that the gateway may connect to.");
