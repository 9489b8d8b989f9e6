using System.Security.Cryptography;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Nodes of any roles, a store that they share, and a provider in front of which they stand. What the nodes have said is told when a test has failed.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-cluster-");
    private readonly string _pepper = RandomNumberGenerator.GetHexString(64);
    private readonly List<Node> _nodes = [];

    private TestCluster(ScriptedProvider provider, TestStore store, bool keepsData) => (Provider, Store) =
        (provider, store is TestStore.Redis ? new RedisServer(_folder.FullName, keepsData) : new AzuriteServer(_folder.FullName, keepsData));

    public string MasterKey { get; } = RandomNumberGenerator.GetHexString(64);

    public ScriptedProvider Provider { get; }

    public IStoreServer Store { get; }

    /// <summary>Skips the running test where there is no such store.</summary>
    /// <param name="keepsData">Whether the store still has its data after it was killed.</param>
    public static async Task<TestCluster> StartAsync(CancellationToken cancellation, bool withStore = true, bool keepsData = false, TestStore store = TestStore.Redis)
    {
        Assert.SkipUnless(Missing(store) is null, Missing(store) ?? "");
        var cluster = new TestCluster(await ScriptedProvider.StartAsync(cancellation), store, keepsData);
        await File.WriteAllTextAsync(cluster.Document, Documents.Of(cluster.Provider.Url), cancellation);
        if (withStore)
        {
            await cluster.Store.StartAsync(cancellation);
        }

        return cluster;
    }

    /// <summary>Why tests on that store are skipped; null when it is installed.</summary>
    public static string? Missing(TestStore store) => store is TestStore.Redis ? RedisServer.Missing : AzuriteServer.Missing;

    /// <summary>Where the nodes run; goes with the cluster.</summary>
    public string Folder => _folder.FullName;

    private string Document => Path.Combine(_folder.FullName, "gateway.json");

    /// <summary>Starts a node and returns at once.</summary>
    /// <param name="role">All, Api or Silo.</param>
    public Node Start(string role, params (string Name, string Value)[] settings) =>
        StartWith(role, settings.ToDictionary(setting => $"Gateway__{setting.Name}", setting => setting.Value));

    /// <summary>With variables of the environment that are no settings of the gateway.</summary>
    public Node StartWith(string role, Dictionary<string, string> variables)
    {
        var name = $"{role}-{_nodes.Count + 1}";
        var node = Node.Start(role, name, _folder.FullName, Settings(role, name, variables));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Starts a node that has ended again, as its supervisor would: with the same name, address, settings and data.</summary>
    public async Task<Node> RestartAsync(Node node)
    {
        var again = node.Again();
        await node.DisposeAsync();
        _nodes[_nodes.IndexOf(node)] = again;
        return again;
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

        await Store.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string> Settings(string role, string name, Dictionary<string, string> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Role"] = role,
            ["Gateway__Pepper"] = _pepper,
            ["Gateway__Admin__Key"] = AdminKey,
            ["Gateway__AdvertisedAddress"] = "127.0.0.1",
            ["Gateway__DataDirectory"] = Path.Combine(_folder.FullName, name),
            [Documents.NodeVariable] = name,
        };
        foreach (var (key, value) in Store.Settings)
        {
            settings[key] = value;
        }

        if (role != "Api")
        {
            settings["Gateway__MasterKey"] = MasterKey;
            settings["Gateway__Config"] = Document;
            settings[Documents.SiloVariable] = "Bearer sk-only-silos-know";
        }

        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return settings;
    }
}
