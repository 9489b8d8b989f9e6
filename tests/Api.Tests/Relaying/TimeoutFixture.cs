using System.Net;
using System.Net.Sockets;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>For each time limit a backend that has little of it, and for each an alias with a second target that has plenty.</summary>
public sealed class TimeoutFixture : GatewayFixture
{
    public const string PlentyGpt = "gpt-4o-second";
    public const string PlentyClaude = "claude-sonnet-4-6";

    private const string Little = "00:00:00.3";

    /// <summary>Enough for the first content to come in time on a busy machine, so that only what follows it is late.</summary>
    public static readonly TimeSpan Some = TimeSpan.FromSeconds(2);

    private readonly List<Socket> _sockets = [];

    /// <summary>Connects to it wait for ever.</summary>
    private string? _blackHole;

    private protected override Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation)
    {
        var listener = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        for (var waiting = 0; waiting < 8; waiting++)
        {
            // Nobody accepts: once the queue is full, the operating system lets further clients wait.
            _ = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ConnectAsync(listener.LocalEndPoint!, cancellation).AsTask();
        }

        _blackHole = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        return Task.CompletedTask;
    }

    private protected override string Document(string providerUrl)
    {
        var backends = new Dictionary<string, object>
        {
            ["gpt-plenty"] = Documents.OpenAi(providerUrl, PlentyGpt),
            ["claude-plenty"] = Documents.Anthropic(providerUrl, PlentyClaude),
            ["gpt-connect"] = Documents.OpenAi(_blackHole!, timeouts: new { connect = Little }),
            ["claude-connect"] = Documents.Anthropic(_blackHole!, timeouts: new { connect = Little }),
        };
        var aliases = new Dictionary<string, object>();
        foreach (var limit in (string[])["firstByte", "answer", "firstContent", "idle", "total"])
        {
            Add(limit, limit, Little);
        }

        foreach (var limit in (string[])["firstContent", "idle", "total"])
        {
            Add($"late-{limit}", limit, Some.ToString());
        }

        foreach (var backend in backends.Keys.Where(backend => !backend.EndsWith("-plenty", StringComparison.Ordinal)))
        {
            aliases[backend] = Documents.Targets(backend);
            aliases[$"{backend}-then-plenty"] = Documents.Targets(backend, $"{backend.Split('-')[0]}-plenty");
        }

        return Documents.Of(backends, aliases);

        void Add(string name, string limit, string time)
        {
            var timeouts = new Dictionary<string, string> { [limit] = time };
            backends[$"gpt-{name}"] = Documents.OpenAi(providerUrl, timeouts: timeouts);
            var claude = (Dictionary<string, object?>)Documents.Anthropic(providerUrl, timeouts: timeouts);
            // Asked for whole, or another limit would be the one that counts.
            claude["streamUpstream"] = limit == "answer" ? "never" : "auto";
            backends[$"claude-{name}"] = claude;
        }
    }

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
