namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>The load balancer, with the configuration that is deployed; only addresses and folders are others.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private NginxServer(ServerProcess process, string url, string adminUrl) => (_process, Url, AdminUrl) = (process, url, adminUrl);

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } = OnPath.Find("nginx") is null ? "nginx is not installed (Debian: apt-get install nginx-light)." : null;

    /// <summary>For clients.</summary>
    public string Url { get; }

    /// <summary>For operators.</summary>
    public string AdminUrl { get; }

    public static string Configuration { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx.conf"));

    /// <param name="upstreams">What the names of the front ends in the configuration stand for.</param>
    public static async Task<NginxServer> StartAsync(string folder, IReadOnlyDictionary<string, string> upstreams, CancellationToken cancellation)
    {
        var (url, adminUrl) = ($"http://127.0.0.1:{FreePort.Find()}", $"http://127.0.0.1:{FreePort.Find()}");
        var configuration = Configuration.Replace("listen 8080;", $"listen {new Uri(url).Authority};", StringComparison.Ordinal).Replace("listen 9000;", $"listen {new Uri(adminUrl).Authority};", StringComparison.Ordinal).Replace("/tmp/", $"{folder}/", StringComparison.Ordinal);
        foreach (var (name, address) in upstreams)
        {
            Assert.Contains($"server {name} ", configuration, StringComparison.Ordinal);
            configuration = configuration.Replace($"server {name} ", $"server {address} ", StringComparison.Ordinal);
        }

        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, configuration, cancellation);
        // One process, so that its end is the end of all of it.
        var process = ServerProcess.Start(
            "nginx", OnPath.Find("nginx")!, ["-p", folder, "-e", "stderr", "-c", file, "-g", "daemon off; master_process off;"], folder, new Dictionary<string, string>());
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await Patience.UntilAsync(
            async () =>
            {
                process.ThrowIfEnded();
                try
                {
                    using var response = await http.GetAsync(new Uri("/metrics", UriKind.Relative), cancellation);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            cancellation);
        return new(process, url, adminUrl);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
