using System.Security.Cryptography;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>
/// What docker-compose.yml describes, as processes of this machine: the same programs with the same environment. Only what has to be another
/// without containers is: the addresses, the ports of the silos, and where the document is.
/// </summary>
public sealed class ComposedCluster : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-compose-");
    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Dictionary<string, string> _upstreams = [];
    private AzuriteServer? _azurite;
    private NginxServer? _nginx;

    /// <summary>As .env would hold them.</summary>
    internal static Dictionary<string, string> Variables { get; } = new()
    {
        ["GATEWAY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["GATEWAY_PEPPER"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["GATEWAY_ADMIN_KEY"] = TestCluster.AdminKey,
        ["GATEWAY_CLIENT_KEY"] = Documents.Key,
        ["GRAFANA_PASSWORD"] = "a-password-for-tests",
        ["OPENAI_API_KEY"] = "sk-only-silos-know",
    };

    internal static string? Missing { get; } = AzuriteServer.Missing ?? NginxServer.Missing;

    internal ComposeFile Compose { get; } = ComposeFile.Read(Variables);

    internal string Url => _nginx!.Url;

    /// <summary>Where operators go.</summary>
    internal string AdminUrl => _nginx!.AdminUrl;

    internal Node Named(string service) => _nodes[service];

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        using var patience = Patience.Source();
        _azurite = new AzuriteServer(_folder.FullName);
        await _azurite.StartAsync(patience.Token);
        foreach (var (name, service) in Compose.Services.Where(service => service.Value.IsGateway))
        {
            _nodes[name] = Node.Start(service.Program, name, _folder.FullName, Settings(name, service), service.Program == "Silo" ? null : $"http://127.0.0.1:{FreePort.Find()}");
        }

        foreach (var (_, node) in _nodes)
        {
            await node.ReadyAsync(patience.Token);
        }

        _nginx = await NginxServer.StartAsync(
            _folder.FullName, _nodes.Where(node => node.Value.Url.Length > 0).ToDictionary(node => $"{node.Key}:8080", node => new Uri(node.Value.Url).Authority).Concat(_upstreams).ToDictionary(), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, node) in _nodes)
        {
            await node.DisposeAsync();
        }

        await (_nginx?.DisposeAsync() ?? default);
        await (_azurite?.DisposeAsync() ?? default);
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string> Settings(string name, ComposeService service)
    {
        var settings = service.Environment.ToDictionary(
            entry => entry.Key,
            entry => entry.Value
                .Replace("azurite:10000", $"127.0.0.1:{_azurite!.BlobPort}", StringComparison.Ordinal)
                .Replace("azurite:10002", $"127.0.0.1:{_azurite.TablePort}", StringComparison.Ordinal));
        // Nobody listens there, and a process that cannot push its metrics serves all the same.
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        settings["Gateway__DataDirectory"] = Path.Combine(_folder.FullName, name);
        settings["Gateway__AdvertisedAddress"] = "127.0.0.1";
        if (service.Program == "Silo")
        {
            settings["Gateway__ListenAddress"] = "127.0.0.1";
            settings["Gateway__SiloPort"] = "0";
            settings["Gateway__GatewayPort"] = "0";
            settings["Gateway__Config"] = Path.Combine(Repository.Root, "deploy", "gateway.json");
        }
        else
        {
            var operators = $"127.0.0.1:{FreePort.Find()}";
            settings["Gateway__Admin__Urls"] = $"http://{operators}";
            settings["Gateway__Front__TrustedProxies"] = "127.0.0.1";
            _upstreams[$"{name}:9000"] = operators;
        }

        return settings;
    }
}
