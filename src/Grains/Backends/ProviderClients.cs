using System.Collections.Concurrent;
using System.Net;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>
/// One pooled connection handler for each backend, kept as long as there is the backend and what it depends on (the origin, the connect timeout and
/// the route) stays the same, so that a changed key or model does not cost the connections.
/// </summary>
public sealed class ProviderClients : IDisposable
{
    /// <summary>A connection is renewed after this time, so that a change of DNS is followed.</summary>
    private static readonly TimeSpan DnsRefresh = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Backend, string Origin, TimeSpan Connect, EgressRoute Route), HttpMessageInvoker> _clients = new();

    /// <exception cref="ArgumentException">The file of authorities cannot be used.</exception>
    internal HttpMessageInvoker For(string backend, Uri url, TimeSpan connectTimeout, EgressRoute route = default) =>
        _clients.GetOrAdd((backend, url.GetLeftPart(UriPartial.Authority), connectTimeout, route), static key => new HttpMessageInvoker(Handler(key.Connect, key.Route)));

    /// <summary>
    /// Forgets all others. They are not disposed of, since calls that are out go on with them, and a call may begin by a catalog from before. What
    /// nothing refers to any more is garbage, and its connections are closed with it; those that are being watched meanwhile, after their idle minute.
    /// </summary>
    internal void Keep(IReadOnlySet<HttpMessageInvoker> used)
    {
        foreach (var (key, client) in _clients)
        {
            if (!used.Contains(client))
            {
                _clients.TryRemove(key, out _);
            }
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    internal static SocketsHttpHandler Handler(TimeSpan connectTimeout, EgressRoute route) => new()
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = new EgressGuard(route.IsPublicOnly).ConnectAsync,
        PooledConnectionLifetime = DnsRefresh,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = int.MaxValue,
        EnableMultipleHttp2Connections = true,
        // HTTP/2 only: a connection that the network has dropped without a word takes call after call until it is renewed. Unused ones are closed anyway.
        KeepAlivePingDelay = TimeSpan.FromSeconds(15),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        // A call that was given up closes its connection instead of reading the rest of a stream that nobody wants.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseHeadersLength = 64,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = route.Proxy is not null,
        Proxy = route.Proxy is null ? null : new WebProxy(route.Proxy),
        SslOptions = new() { RemoteCertificateValidationCallback = route.CaFile is null ? null : new PrivateAuthorities(route.CaFile).Trusts },
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    };
}
