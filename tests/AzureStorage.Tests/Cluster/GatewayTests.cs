using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

/// <summary>The gateway's own silo with <c>Gateway:Store=AzureStorage</c>.</summary>
public sealed class GatewayTests(Azurite azurite)
{
    private static readonly string MasterKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private static readonly string Pepper = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_was_told_the_others_know_and_a_restart_keeps()
    {
        var account = azurite.NewAccount();
        long epoch;
        await using (var first = await NodeAsync(account))
        {
            await first.Catalog.ApplyAsync(new() { Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = new() { Path = "/llm/v1" } } });
            epoch = (await first.Catalog.GetAsync()).Epoch;

            await using var second = await NodeAsync(account);

            Assert.Equal((epoch, "/llm/v1"), await StateAsync(second));
        }

        await using var later = await NodeAsync(account);

        Assert.True(epoch > 0);
        Assert.Equal((epoch, "/llm/v1"), await StateAsync(later));
    }

    private static async Task<(long, string?)> StateAsync(Node node)
    {
        var catalog = await node.Catalog.GetAsync();
        return (catalog.Epoch, catalog.Apis["llm"].Path);
    }

    private static async Task<Node> NodeAsync(AzureStorageOptions account)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-azure-");
        var process = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Gateway:Store"] = "AzureStorage",
                ["Gateway:DataDirectory"] = folder.FullName,
                ["Gateway:MasterKey"] = MasterKey,
                ["Gateway:Pepper"] = Pepper,
                ["Gateway:AzureStorage:ConnectionString"] = account.ConnectionString,
                ["Gateway:AzureStorage:ContainerName"] = account.ContainerName,
                ["Gateway:AzureStorage:TableName"] = account.TableName,
            }).Build())
            .AddLogging()
            .AddGatewaySilo(new StartDocument(null, IsDemo: false))
            .BuildServiceProvider();
        var silo = process.GetRequiredService<SiloHost>().Build();
        await silo.StartAsync(Cancellation);
        return new(process, silo, folder);
    }

    private sealed record Node(ServiceProvider Process, IHost Silo, DirectoryInfo Folder) : IAsyncDisposable
    {
        public ICatalogGrain Catalog => Silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICatalogGrain>(0);

        public async ValueTask DisposeAsync()
        {
            await Silo.StopAsync(CancellationToken.None);
            Silo.Dispose();
            await Process.DisposeAsync();
            Folder.Delete(recursive: true);
        }
    }
}
