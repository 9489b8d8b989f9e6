using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A proxy on loopback, in plain or behind TLS, that alone knows where names lead: passes requests on, and opens tunnels.</summary>
internal sealed class FakeProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyDictionary<string, Uri> _hosts;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    public FakeProxy(IReadOnlyDictionary<string, Uri> hosts, X509Certificate2? certificate = null)
    {
        (_hosts, _certificate) = (hosts, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What it was asked for: method and target of each request.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                stream = tls;
            }

            var head = await HeadAsync(stream);
            var words = Encoding.ASCII.GetString(head).Split(' ', 3);
            Asked.Enqueue($"{words[0]} {words[1]}");
            var isTunnel = words[0] == "CONNECT";
            var target = _hosts[isTunnel ? words[1].Split(':')[0] : new Uri(words[1]).Host];
            using var onward = new TcpClient();
            await onward.ConnectAsync(target.Host, target.Port, _stop.Token);
            var there = onward.GetStream();
            await (isTunnel ? stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token) : there.WriteAsync(head, _stop.Token));
            await Task.WhenAny(stream.CopyToAsync(there, _stop.Token), there.CopyToAsync(stream, _stop.Token));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // One of the two has left.
        }
    }

    private async Task<byte[]> HeadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Add(one[0]);
        }

        return [.. head];
    }
}
