using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.AzureStorage.Tests.Settings;

/// <summary>How an account is named, and what is said to who names it wrong.</summary>
public class AccountTests
{
    private const string Connection = "AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:2/a";

    [Theory]
    [InlineData(null, null, null, "ConnectionString, or Gateway:AzureStorage:BlobServiceUri")]
    [InlineData(Connection, "https://a.blob.core.windows.net", null, "exclude each other")]
    [InlineData("not a connection string", null, null, "is not the connection string of a storage account")]
    [InlineData("AccountKey=c2VjcmV0", null, null, "is not the connection string of a storage account")]
    [InlineData(null, "https://a.blob.core.windows.net", null, "Gateway:AzureStorage:TableServiceUri is missing")]
    [InlineData(null, null, "https://a.table.core.windows.net", "Gateway:AzureStorage:BlobServiceUri is missing")]
    [InlineData(null, "http://a.blob.core.windows.net", "https://a.table.core.windows.net", "Gateway:AzureStorage:BlobServiceUri has to be an https URL")]
    [InlineData(null, "https://a.blob.core.windows.net", "a.table.core.windows.net", "Gateway:AzureStorage:TableServiceUri has to be an https URL")]
    public void An_account_that_is_named_wrong_is_refused_by_name(string? connection, string? blobs, string? tables, string named)
    {
        var refusal = Validate(Account(connection, blobs, tables)).FailureMessage;

        Assert.Contains(named, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Connection, null, null)]
    [InlineData("UseDevelopmentStorage=true", null, null)]
    [InlineData("AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net;DefaultEndpointsProtocol=https", null, null)]
    [InlineData(null, "https://a.blob.core.windows.net", "https://a.table.core.windows.net")]
    public void An_account_can_be_named_in_two_ways(string? connection, string? blobs, string? tables)
    {
        var account = Account(connection, blobs, tables);

        Assert.True(Validate(account).Succeeded);
        Assert.NotNull(AzureAccount.Blobs(account).Uri);
        Assert.NotNull(AzureAccount.Tables(account).Uri);
    }

    [Fact]
    public void Another_store_needs_no_account() => Assert.True(Validate(new(), new NodeOptions()).Succeeded);

    [Theory]
    [InlineData(null, "k", "Gateway:MasterKey")]
    [InlineData("k", null, "Gateway:Pepper")]
    public void Keys_that_each_node_would_make_for_itself_are_refused(string? master, string? pepper, string missing) =>
        Assert.Contains(missing, new NodeOptionsRules().Validate(null, Node(master, pepper)).FailureMessage, StringComparison.Ordinal);

    [Theory]
    [InlineData("UPPER", "OrleansSiloInstances", "00:00:02", "ContainerName")]
    [InlineData("ab", "OrleansSiloInstances", "00:00:02", "ContainerName")]
    [InlineData("grainstate", "1table", "00:00:02", "TableName")]
    [InlineData("grainstate", "OrleansSiloInstances", "00:00:00.1", "RequestTimeout")]
    [InlineData("grainstate", "OrleansSiloInstances", "00:01:00", "RequestTimeout")]
    public void A_setting_out_of_range_is_refused_by_name(string container, string table, string timeout, string named)
    {
        var options = new AzureStorageOptions { ContainerName = container, TableName = table, RequestTimeout = TimeSpan.Parse(timeout) };

        Assert.Contains(named, new AzureStorageOptionsRanges().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_in_range() => Assert.True(new AzureStorageOptionsRanges().Validate(null, new()).Succeeded);

    private static ValidateOptionsResult Validate(AzureStorageOptions account, NodeOptions? node = null) =>
        new AzureStorageOptionsRules(Options.Create(node ?? Node("k", "k"))).Validate(null, account);

    private static NodeOptions Node(string? master, string? pepper) => new() { Store = NodeStore.AzureStorage, MasterKey = master, Pepper = pepper };

    private static AzureStorageOptions Account(string? connection, string? blobs, string? tables) => new()
    {
        ConnectionString = connection,
        BlobServiceUri = blobs is null ? null : new Uri(blobs, UriKind.RelativeOrAbsolute),
        TableServiceUri = tables is null ? null : new Uri(tables, UriKind.RelativeOrAbsolute),
    };
}
