using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Messaging;

namespace Orleans.Gateway.AzureStorage.Tests.Tables;

/// <summary>What a client reads from the membership table.</summary>
public sealed class GatewayListTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_finds_the_active_silos_that_take_clients()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartWithMembersAsync(account);
        await InsertAsync(process.Members, 1, SiloStatus.Active, proxyPort: 30001);
        await InsertAsync(process.Members, 2, SiloStatus.Active, proxyPort: 0);
        await InsertAsync(process.Members, 3, SiloStatus.Dead, proxyPort: 30003);
        await InsertAsync(process.Members, 4, SiloStatus.Joining, proxyPort: 30004);
        await InsertAsync(process.Members, 5, SiloStatus.Active, proxyPort: 30005);

        using var client = NodeSilo.BuildClient(account, "notes");
        var list = client.Services.GetRequiredService<IGatewayListProvider>();
        await list.InitializeGatewayListProviderAsync(Cancellation);

        var found = await list.GetGatewaysAsync(Cancellation);

        Assert.Equal(["gwy.tcp://10.0.0.1:30001/1", "gwy.tcp://10.0.0.5:30005/5"], found.Select(uri => uri.ToString()).Order());
    }

    private static async Task InsertAsync(IMembershipTable table, int silo, SiloStatus status, int proxyPort)
    {
        var version = (await table.ReadAllAsync(Cancellation)).Version.Next();
        var member = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(new IPAddress([10, 0, 0, (byte)silo]), 11111, silo),
            Status = status,
            ProxyPort = proxyPort,
            HostName = "host",
            SiloName = $"silo-{silo}",
            SuspectTimes = [],
        };
        Assert.True(await table.InsertRowAsync(member, version, Cancellation));
    }
}
