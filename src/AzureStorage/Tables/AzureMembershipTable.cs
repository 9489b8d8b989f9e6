using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;

namespace Orleans.Gateway.AzureStorage.Tables;

/// <summary>
/// The members of a cluster as one partition of a table. A change is one transaction of the silo's row and the version row, each under the ETag that it
/// was read with: of two silos that change the table at once, one is told to read it again.
/// </summary>
internal sealed class AzureMembershipTable(
    IOptions<AzureStorageClusteringOptions> options, IOptions<ClusterOptions> cluster, ILogger<AzureMembershipTable> logger) : IMembershipTable
{
    /// <summary>How often a reading of several pages is begun again because the table changed meanwhile.</summary>
    private const int MaxReadings = 5;

    /// <summary>The most that the service takes in one transaction.</summary>
    private const int MaxTransaction = 100;

    private readonly TableClient _table = options.Value.TableServiceClient!.GetTableClient(options.Value.TableName);
    private readonly string _cluster = cluster.Value.ClusterId;

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        try
        {
            await _table.CreateIfNotExistsAsync();
            if (tryInitTableVersion && !await HasVersionAsync())
            {
                await TryAsync([Add(Version(MembershipRow.Version, 0)), Add(Version(MembershipRow.First, 0)), Add(Version(MembershipRow.Last, 0))]);
            }
        }
        catch (Exception error) when (StorageFailure.IsOfService(error))
        {
            throw new OrleansException($"The membership table '{_table.Name}' cannot be reached: {StorageFailure.Describe(error)}", error);
        }

        logger.TableReady(_table.Name, _cluster);
    }

    public async Task<MembershipTableData> ReadAll()
    {
        for (var reading = 1; ; reading++)
        {
            var snapshot = await ReadAsync();
            if (snapshot.IsOfOneMoment)
            {
                return Data(snapshot);
            }

            if (reading == MaxReadings)
            {
                throw new OrleansException($"The membership table '{_table.Name}' changed during each of {MaxReadings} readings.");
            }
        }
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        var rowKey = MembershipRow.Key(key);
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and (RowKey eq {rowKey} or RowKey eq {MembershipRow.Version})")))
        {
            rows.Add(row);
        }

        return Data(MembershipSnapshot.Of(_cluster, rows, inOnePage: true));
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        TryAsync([Add(MembershipRow.OfMember(_cluster, entry)), .. Advance(tableVersion)]);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        TryAsync([Replace(MembershipRow.OfMember(_cluster, entry), etag), .. Advance(tableVersion)]);

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        _table.UpdateEntityAsync(MembershipRow.OfHeartbeat(_cluster, entry), ETag.All, TableUpdateMode.Merge);

    /// <summary>Removes silos that were declared dead and gave their last sign of life before <paramref name="beforeDate"/>.</summary>
    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        var snapshot = await ReadAsync();
        await DeleteAsync(snapshot.Members.Where(row =>
            Member(row) is { Status: SiloStatus.Dead } dead && dead.StartTime < beforeDate.UtcDateTime && dead.IAmAliveTime < beforeDate.UtcDateTime));
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}")))
        {
            rows.Add(row);
        }

        await DeleteAsync(rows);
    }

    private async Task<bool> HasVersionAsync() =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(_cluster, MembershipRow.Version)).HasValue;

    private async Task<MembershipSnapshot> ReadAsync()
    {
        var rows = new List<TableEntity>();
        var pages = 0;
        await foreach (var page in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster}")).AsPages())
        {
            rows.AddRange(page.Values);
            pages++;
        }

        return MembershipSnapshot.Of(_cluster, rows, inOnePage: pages <= 1);
    }

    private static MembershipTableData Data(MembershipSnapshot snapshot)
    {
        var members = snapshot.Members.Select(row => Tuple.Create(Member(row), row.ETag.ToString())).ToList();
        return new MembershipTableData(members, new TableVersion(MembershipRow.VersionOf(snapshot.Version), snapshot.Version.ETag.ToString()));
    }

    // A silo that was left out would be one that nobody talks to and nobody declares dead.
    private static MembershipEntry Member(TableEntity row)
    {
        try
        {
            return MembershipRow.ReadMember(row);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new OrleansException($"The row '{row.RowKey}' of the membership table cannot be read: {error.Message}", error);
        }
    }

    private TableTransactionAction[] Advance(TableVersion to) =>
    [
        Replace(Version(MembershipRow.Version, to.Version), to.VersionEtag),
        new(TableTransactionActionType.UpsertReplace, Version(MembershipRow.First, to.Version)),
        new(TableTransactionActionType.UpsertReplace, Version(MembershipRow.Last, to.Version)),
    ];

    private TableEntity Version(string rowKey, int version) => MembershipRow.OfVersion(_cluster, rowKey, version);

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableTransactionAction Replace(TableEntity row, string etag) => new(TableTransactionActionType.UpdateReplace, row, new ETag(etag));

    private async Task<bool> TryAsync(IEnumerable<TableTransactionAction> transaction)
    {
        try
        {
            await _table.SubmitTransactionAsync(transaction);
            return true;
        }
        // A row that is there already, one that was written or removed in between. A table that is gone is no contention.
        catch (RequestFailedException error) when (
            error.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict or (int)HttpStatusCode.NotFound
            && error.ErrorCode != TableErrorCode.TableNotFound)
        {
            logger.MembershipContended(error.Status, error.ErrorCode);
            return false;
        }
    }

    private async Task DeleteAsync(IEnumerable<TableEntity> rows)
    {
        foreach (var some in rows.Chunk(MaxTransaction))
        {
            await _table.SubmitTransactionAsync(some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)));
        }
    }
}
