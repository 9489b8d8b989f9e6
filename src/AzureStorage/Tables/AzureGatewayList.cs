using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Gateway.AzureStorage.Tables;

/// <summary>The silos that take clients, read from the membership table each time that a client asks.</summary>
internal sealed class AzureGatewayList(
    IOptions<AzureStorageGatewayOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private readonly TableClient _table = options.Value.TableServiceClient!.GetTableClient(options.Value.TableName);
    private readonly string _cluster = cluster.Value.ClusterId;

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public async Task InitializeGatewayListProvider()
    {
        try
        {
            await _table.CreateIfNotExistsAsync();
        }
        catch (Exception error) when (StorageFailure.IsOfService(error))
        {
            throw new OrleansException($"The membership table '{_table.Name}' cannot be reached: {StorageFailure.Describe(error)}", error);
        }
    }

    public async Task<IList<Uri>> GetGateways()
    {
        const string active = nameof(SiloStatus.Active);
        const string none = "0";
        var found = new List<Uri>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and Status eq {active} and ProxyPort ne {none}")))
        {
            found.Add(MembershipRow.GatewayOf(row));
        }

        return found;
    }
}
