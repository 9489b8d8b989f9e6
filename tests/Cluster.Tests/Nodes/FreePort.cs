using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Ports for servers that are told theirs. Each is given out once, and below those that systems take for connections of their own.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _last = Random.Shared.Next(Count);

    public static int Find()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
