using System.Security.Cryptography;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Nodes of any roles, a Redis that they share, and a provider in front of which they stand. What the nodes have said is told when a test has failed.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-cluster-");
    private readonly string _masterKey = RandomNumberGenerator.GetHexString(64);
    private readonly string _pepper = RandomNumberGenerator.GetHexString(64);
    private readonly List<Node> _nodes = [];

    private TestCluster(ScriptedProvider provider) => (Provider, Redis) = (provider, new RedisServer(_folder.FullName));

    public ScriptedProvider Provider { get; }

    public RedisServer Redis { get; }

    /// <summary>Skips the running test where there is no Redis.</summary>
    public static async Task<TestCluster> StartAsync(CancellationToken cancellation, bool withStore = true)
    {
        Assert.SkipUnless(RedisServer.Missing is null, RedisServer.Missing ?? "");
        var cluster = new TestCluster(await ScriptedProvider.StartAsync(cancellation));
        await File.WriteAllTextAsync(cluster.Document, Documents.Of(cluster.Provider.Url), cancellation);
        if (withStore)
        {
            await cluster.Redis.StartAsync(cancellation);
        }

        return cluster;
    }

    /// <summary>Where the nodes run; goes with the cluster.</summary>
    public string Folder => _folder.FullName;

    private string Document => Path.Combine(_folder.FullName, "gateway.json");

    /// <summary>Starts a node and returns at once.</summary>
    /// <param name="role">All, Api or Silo.</param>
    public Node Start(string role, params (string Name, string Value)[] settings)
    {
        var name = $"{role}-{_nodes.Count + 1}";
        var node = Node.Start(role, name, _folder.FullName, Settings(role, name, settings));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Starts nodes, one after the other, and waits for all.</summary>
    public async Task<Node[]> StartAsync(string role, int count, CancellationToken cancellation)
    {
        var nodes = Enumerable.Range(0, count).Select(_ => Start(role)).ToArray();
        foreach (var node in nodes)
        {
            await node.ReadyAsync(cancellation);
        }

        return nodes;
    }

    public Node Named(string name) => _nodes.Single(node => node.Name == name);

    public async ValueTask DisposeAsync()
    {
        var tells = TestContext.Current.TestState?.Result is TestResult.Failed;
        foreach (var node in _nodes)
        {
            if (tells)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"== {node.Name}\n{node.Process.Output}");
            }

            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string> Settings(string role, string name, (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Role"] = role,
            ["Gateway__Store"] = "Redis",
            ["Gateway__Redis__ConnectionString"] = Redis.ConnectionString,
            ["Gateway__Pepper"] = _pepper,
            ["Gateway__Admin__Key"] = AdminKey,
            ["Gateway__AdvertisedAddress"] = "127.0.0.1",
            ["Gateway__DataDirectory"] = Path.Combine(_folder.FullName, name),
            [Documents.NodeVariable] = name,
        };
        if (role != "Api")
        {
            settings["Gateway__MasterKey"] = _masterKey;
            settings["Gateway__Config"] = Document;
        }

        foreach (var (key, value) in more)
        {
            settings[$"Gateway__{key}"] = value;
        }

        return settings;
    }
}
