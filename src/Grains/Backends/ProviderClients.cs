using System.Collections.Concurrent;
using System.Net;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>
/// One pooled connection handler for each backend, kept as long as what it depends on (the origin and the connect timeout) stays the same, so
/// that a changed key or model does not cost the connections.
/// </summary>
public sealed class ProviderClients : IDisposable
{
    /// <summary>A connection is renewed after this time, so that a change of DNS is followed.</summary>
    private static readonly TimeSpan DnsRefresh = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Backend, string Origin, TimeSpan Connect), HttpMessageInvoker> _clients = new();

    public HttpMessageInvoker For(string backend, Uri url, TimeSpan connectTimeout) =>
        _clients.GetOrAdd((backend, url.GetLeftPart(UriPartial.Authority), connectTimeout), static key => Create(key.Connect));

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = EgressGuard.ConnectAsync,
        PooledConnectionLifetime = DnsRefresh,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = int.MaxValue,
        EnableMultipleHttp2Connections = true,
        // A call that was given up closes its connection instead of reading the rest of a stream that nobody wants.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseHeadersLength = 64,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });
}
