using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>Addresses at which no provider answers.</summary>
public sealed class DeadEnds : IDisposable
{
    private readonly List<Socket> _sockets = [];

    private DeadEnds()
    {
    }

    /// <summary>A connection is refused at once.</summary>
    public string Refused { get; private set; } = "";

    /// <summary>A connection is neither made nor refused: the queue of those that wait is full, and nobody accepts.</summary>
    public string BlackHole { get; private set; } = "";

    /// <summary>A connection is made, and closed before a byte is read: what speaks no TLS does that to a greeting.</summary>
    public string Deaf { get; private set; } = "";

    /// <summary>There is no such name.</summary>
    public static string Nameless => "no-such-host.invalid";

    public static DeadEnds Open()
    {
        var ends = new DeadEnds();
        using (var closed = ends.Listen(0, keep: false))
        {
            ends.Refused = AddressOf(closed);
        }

        var full = ends.Listen(0);
        ends.BlackHole = AddressOf(full);
        for (var waiting = 0; waiting < 8; waiting++)
        {
            _ = ends.Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ConnectAsync(full.LocalEndPoint!);
        }

        var deaf = ends.Listen(64);
        ends.Deaf = AddressOf(deaf);
        _ = HangUpAsync(deaf);
        return ends;
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static async Task HangUpAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                (await listener.AcceptAsync()).Dispose();
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private static string AddressOf(Socket listener) => $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";

    private Socket Listen(int backlog, bool keep = true)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog);
        return keep ? Keep(listener) : listener;
    }

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
