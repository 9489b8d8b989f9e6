using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.AzureStorage.Tests.StandIn;

/// <summary>What our own classes refuse, and what they say.</summary>
public sealed class RefusalTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("two--hyphens")]
    [InlineData("-first")]
    [InlineData("last\n")]
    public void A_name_that_no_container_can_have_is_refused_at_start(string container)
    {
        var options = new AzureBlobStorageOptions { ContainerName = container, BlobServiceClient = AzureAccount.Blobs(new() { ConnectionString = azurite.ConnectionString }) };

        var refusal = Assert.Throws<OrleansConfigurationException>(() => new AzureBlobStorageOptionsValidator(options, "Default").ValidateConfiguration());

        Assert.Contains(container, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_without_a_client_is_refused_at_start() =>
        Assert.Contains("BlobServiceClient", Assert.Throws<OrleansConfigurationException>(() => new AzureBlobStorageOptionsValidator(new(), "Default").ValidateConfiguration()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1table")]
    [InlineData("with-hyphen")]
    [InlineData("ab")]
    public void A_name_that_no_table_can_have_is_refused_at_start(string table)
    {
        var silo = Validators(services => services.UseAzureStorageClustering((AzureStorageClusteringOptions options) =>
        {
            options.TableName = table;
            options.TableServiceClient = AzureAccount.Tables(new() { ConnectionString = azurite.ConnectionString });
        }));

        Assert.Contains(table, Assert.Throws<OrleansConfigurationException>(silo).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_a_client_is_refused_at_start() =>
        Assert.Contains(
            "TableServiceClient",
            Assert.Throws<OrleansConfigurationException>(Validators(silo => silo.UseAzureStorageClustering((AzureStorageClusteringOptions _) => { }))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task An_update_of_a_row_that_changed_since_it_was_read_is_refused()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        var member = new MembershipEntry { SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, 1), HostName = "", SiloName = "", SuspectTimes = [] };
        Assert.True(await process.Members.InsertRowAsync(member, (await process.Members.ReadAllAsync(Cancellation)).Version.Next(), Cancellation));
        var read = await process.Members.ReadAllAsync(Cancellation);
        await process.Members.UpdateIAmAliveAsync(member, Cancellation);

        Assert.False(await process.Members.UpdateRowAsync(member, read.Members[0].Item2, read.Version.Next(), Cancellation));

        Assert.Equal(read.Version, (await process.Members.ReadAllAsync(Cancellation)).Version);
    }

    [Fact]
    public async Task A_store_that_is_down_is_said_without_its_address()
    {
        var port = FreePort.Find();
        var here = $"http://127.0.0.1:{port}/devstoreaccount1";
        var account = azurite.NewAccount();
        account.ConnectionString = $"AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint={here};TableEndpoint={here}";

        var blobs = await Assert.ThrowsAsync<OrleansException>(() => StoreProcess.StartAsync(account));
        var table = await Assert.ThrowsAsync<OrleansException>(() => StoreProcess.StartWithMembersAsync(account));

        Assert.Equal($"The blob container '{account.ContainerName}' cannot be reached: Connection refused.", blobs.Message);
        Assert.Equal($"The membership table '{account.TableName}' cannot be reached: Connection refused.", table.Message);
    }

    private static Action Validators(Action<ISiloBuilder> configure) => () =>
    {
        var services = new ServiceCollection();
        configure(new Builder(services));
        using var provider = services.BuildServiceProvider();
        foreach (var validator in provider.GetServices<IConfigurationValidator>())
        {
            validator.ValidateConfiguration();
        }
    };

    private sealed class Builder(IServiceCollection services) : ISiloBuilder
    {
        public IServiceCollection Services { get; } = services;

        public Microsoft.Extensions.Configuration.IConfiguration Configuration { get; } = new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build();
    }
}
