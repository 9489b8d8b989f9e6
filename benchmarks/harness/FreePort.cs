using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Harness;

internal static class FreePort
{
    /// <summary>A port of loopback that nobody listens on.</summary>
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
