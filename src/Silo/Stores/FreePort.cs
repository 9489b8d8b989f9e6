using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>A port that nobody listens on at the moment.</summary>
internal static class FreePort
{
    /// <param name="besides">One that is taken in a moment.</param>
    public static int Find(int besides = 0)
    {
        int port;
        do
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        while (port == besides);

        return port;
    }
}
