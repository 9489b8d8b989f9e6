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

    public FailoverBalancer(params IEnumerable<string> nodes)
    {
        _nodes = [.. nodes.Select(node => new Uri(node))];
        _listener.Start();
        _connections.Add(AcceptAsync());
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

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
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var node = await ConnectAsync();
            if (node is null)
            {
                return;
            }

            try
            {
                var (there, back) = (client.GetStream(), node.GetStream());
                await Task.WhenAny(there.CopyToAsync(back, _over.Token), back.CopyToAsync(there, _over.Token));
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidOperationException)
            {
                // One of the two has gone.
            }
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
