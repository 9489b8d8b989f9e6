using System.Net;
using System.Net.Sockets;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Tls;
using Orleans.Gateway.Grains.Backends;

namespace Orleans.Gateway.Grains.Tests.Backends;

public sealed class ProviderClientsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>As where a NAT forgets a flow: nothing arrives any more, and nobody says so.</summary>
    [Fact(Timeout = 60_000)]
    public async Task A_connection_that_has_died_in_silence_is_noticed_while_a_call_waits_on_it()
    {
        using var authority = new CertificateAuthority("An authority for tests");
        var caFile = Path.Combine(_folder.FullName, "ca.pem");
        await File.WriteAllTextAsync(caFile, authority.Pem, Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation, new() { Certificate = authority.Good(), Http2 = true });
        await using var network = new Network(new Uri(provider.Url).Port);
        using var handler = ProviderClients.Handler(TimeSpan.FromSeconds(3), new EgressRoute(IsPublicOnly: false, caFile, Proxy: null));
        Assert.Equal(
            (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), HttpKeepAlivePingPolicy.WithActiveRequests),
            (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout, handler.KeepAlivePingPolicy));

        // No test waits for that long: the shortest that there is.
        handler.KeepAlivePingDelay = handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        using var client = new HttpMessageInvoker(handler);
        var gate = new Gate();
        var answer = Faults.Body(200, Reply.Json, "{}");
        provider.Script(answer, answer.HeldBeforeHeaders(gate), answer);
        using (var good = await SendAsync(client, network))
        {
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (good.StatusCode, good.Version));
        }

        var lost = SendAsync(client, network);
        await gate.Reached.WaitAsync(Cancellation);
        network.Lose();

        await Assert.ThrowsAsync<HttpRequestException>(() => lost);
        using var next = await SendAsync(client, network);
        Assert.Equal((HttpStatusCode.OK, 2), (next.StatusCode, provider.ConnectionsEver));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, Network network)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://127.0.0.1:{network.Port}/v1/chat/completions"))
        {
            Version = HttpVersion.Version20,
            Content = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}"""),
        };
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>The way to a server on loopback, which can lose the connections that are on it.</summary>
    private sealed class Network : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly int _server;
        private readonly Task _accepting;
        private volatile int _accepted;
        private volatile int _lost;

        public Network(int server)
        {
            _server = server;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Lose() => _lost = _accepted;

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
                    var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    open.Add(CarryAsync(client, ++_accepted));
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(open);
            }
        }

        private async Task CarryAsync(TcpClient client, int number)
        {
            using var here = client;
            using var there = new TcpClient();
            await there.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            await Task.WhenAll(CarryAsync(here.GetStream(), there.GetStream(), number), CarryAsync(there.GetStream(), here.GetStream(), number));
        }

        private async Task CarryAsync(NetworkStream from, NetworkStream to, int number)
        {
            var buffer = new byte[4 * 1024];
            try
            {
                while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
                {
                    if (number > _lost)
                    {
                        await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                    }
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // One of the two has left.
            }
        }
    }
}
