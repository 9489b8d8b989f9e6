using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>A load balancer that knows nothing of HTTP: each connection goes to the first node that takes it, and ends with it.</summary>
internal sealed class FailoverBalancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _connections = [];
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();

    public FailoverBalancer(params IEnumerable<string> nodes)
    {
        _nodes = [.. nodes.Select(node => new Uri(node))];
        _listener.Start();
        _connections.Add(AcceptAsync());
    }

    /// <summary>How long bytes are under way, there and back alike.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Nobody is let through to a node.</summary>
    public bool IsClosed { get; set; }

    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>Every connection is lost at once; new ones are taken as before.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_connections);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var node = IsClosed ? null : await ConnectAsync();
            if (node is null)
            {
                return;
            }

            _open[client] = true;
            try
            {
                var (there, back) = (client.GetStream(), node.GetStream());
                await Task.WhenAny(CopyAsync(there, back), CopyAsync(back, there));
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidOperationException)
            {
                // One of the two has gone.
            }

            _open.TryRemove(client, out _);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var bytes = new byte[64 * 1024];
        while (await from.ReadAsync(bytes, _over.Token) is var length and > 0)
        {
            await Task.Delay(Latency, TimeProvider.System, _over.Token);
            await to.WriteAsync(bytes.AsMemory(0, length), _over.Token);
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        foreach (var node in _nodes)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, node.Port, _over.Token);
                return client;
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                client.Dispose();
            }
        }

        return null;
    }
}
