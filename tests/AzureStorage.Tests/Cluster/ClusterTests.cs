using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.AzureStorage.Tests.Emulator;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

/// <summary>Real silos over one account: they find each other, and what one has written outlives it.</summary>
public sealed class ClusterTests(Azurite azurite)
{
    private const string Cluster = "cluster";

    private static readonly string Node = Path.Combine(AppContext.BaseDirectory, "Orleans.Gateway.AzureNode.dll");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_is_killed_is_declared_dead_and_its_state_lives_on()
    {
        var account = azurite.NewAccount();
        using var host = NodeSilo.Build(account, Cluster);
        await host.StartAsync(Cancellation);
        await using var node = await NodeProcess.StartAsync(Node, account, Cluster, Cancellation);
        var here = host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        await host.WaitForAsync(silos => silos.Count == 2 && silos[here] is SiloStatus.Active && silos[node.Silo] is SiloStatus.Active, Cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var keys = await WriteOnBothAsync(grains, here, node.Silo);

        await node.KillAsync();
        await host.WaitForAsync(silos => silos[node.Silo] is SiloStatus.Dead, Cancellation);

        foreach (var key in keys)
        {
            Assert.Equal($"text of {key}", await grains.GetGrain<INoteGrain>(key).ReadAsync());
            Assert.Equal(here.ToParsableString(), await grains.GetGrain<INoteGrain>(key).WhereAsync());
        }

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_silo_that_stops_leaves_the_cluster_by_itself()
    {
        var account = azurite.NewAccount();
        using var host = NodeSilo.Build(account, Cluster);
        await host.StartAsync(Cancellation);
        await using var node = await NodeProcess.StartAsync(Node, account, Cluster, Cancellation);

        await node.StopAsync(Cancellation);

        var table = await host.Services.GetRequiredService<IMembershipTable>().ReadAllAsync(Cancellation);
        Assert.Equal(SiloStatus.Dead, table.TryGet(node.Silo)!.Item1.Status);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_client_finds_the_cluster_in_the_table()
    {
        var account = azurite.NewAccount();
        using var host = NodeSilo.Build(account, Cluster);
        await host.StartAsync(Cancellation);
        using var client = NodeSilo.BuildClient(account, Cluster);
        await client.StartAsync(Cancellation);
        var note = client.Services.GetRequiredService<IGrainFactory>().GetGrain<INoteGrain>("a");

        await note.WriteAsync("from outside");

        Assert.Equal("from outside", await host.Services.GetRequiredService<IGrainFactory>().GetGrain<INoteGrain>("a").ReadAsync());
        await client.StopAsync(Cancellation);
        await host.StopAsync(Cancellation);
    }

    /// <summary>Writes until both silos have some of the notes.</summary>
    private static async Task<List<string>> WriteOnBothAsync(IGrainFactory grains, SiloAddress one, SiloAddress other)
    {
        var keys = new List<string>();
        var silos = new HashSet<string>();
        while (keys.Count < 20 || !silos.IsSupersetOf([one.ToParsableString(), other.ToParsableString()]))
        {
            var key = $"note/{keys.Count}";
            var note = grains.GetGrain<INoteGrain>(key);
            await note.WriteAsync($"text of {key}");
            silos.Add(await note.WhereAsync());
            keys.Add(key);
            Assert.InRange(keys.Count, 0, 500);
        }

        return keys;
    }
}
