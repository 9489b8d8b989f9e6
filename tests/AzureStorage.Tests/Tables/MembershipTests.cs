using System.Net;
using Azure;
using Azure.Data.Tables;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.AzureStorage.Tests.Tables;

/// <summary>The membership table: every change is one of the whole table, and of two at once one is refused.</summary>
public sealed class MembershipTests(Azurite azurite)
{
    private static readonly DateTime Morning = new(2026, 3, 1, 8, 0, 0, 250, DateTimeKind.Utc);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_table_is_empty_at_version_0()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());

        var table = await process.Members.ReadAllAsync(Cancellation);

        Assert.Empty(table.Members);
        Assert.Equal(0, table.Version.Version);
    }

    [Fact]
    public async Task Silos_that_start_at_once_agree_on_the_table()
    {
        var account = azurite.NewAccount();

        var processes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StoreProcess.StartWithMembersAsync(account)));

        var versions = await Task.WhenAll(processes.Select(process => process.Members.ReadAllAsync(Cancellation)));
        Assert.Single(versions.Select(table => table.Version).Distinct());
        Array.ForEach(processes, process => process.Dispose());
    }

    [Fact]
    public async Task Who_starts_later_changes_nothing()
    {
        var account = azurite.NewAccount();
        using var first = await StoreProcess.StartWithMembersAsync(account);
        Assert.True(await InsertAsync(first.Members, Member(1)));

        using var second = await StoreProcess.StartWithMembersAsync(account);

        Assert.Equal(await VersionAsync(first.Members), await VersionAsync(second.Members));
        Assert.Single((await second.Members.ReadAllAsync(Cancellation)).Members);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("2001:db8::7")]
    public async Task A_silo_is_read_as_it_was_written(string address)
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        var member = Member(1, SiloStatus.Joining, SiloAddress.New(IPAddress.Parse(address), 11111, 42));
        member.AddSuspector(Silo(2), Morning.AddMinutes(1));
        member.AddSuspector(Silo(3), Morning.AddMinutes(2));

        Assert.True(await InsertAsync(process.Members, member));

        var all = await process.Members.ReadAllAsync(Cancellation);
        var one = await process.Members.ReadRowAsync(member.SiloAddress, Cancellation);
        Assert.Equal(1, all.Version.Version);
        Assert.Equal(all.Version, one.Version);
        foreach (var read in new[] { Assert.Single(all.Members), Assert.Single(one.Members) })
        {
            Assert.Equal(member.ToFullString(), read.Item1.ToFullString());
            Assert.Equal((member.StartTime, member.IAmAliveTime), (read.Item1.StartTime, read.Item1.IAmAliveTime));
            Assert.Equal(member.SuspectTimes, read.Item1.SuspectTimes);
            Assert.Equal((member.RoleName, member.HostName, member.SiloName), (read.Item1.RoleName, read.Item1.HostName, read.Item1.SiloName));
        }
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_no_row()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());

        Assert.Empty((await process.Members.ReadRowAsync(Silo(1), Cancellation)).Members);
    }

    [Fact]
    public async Task A_silo_cannot_be_inserted_twice()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        Assert.True(await InsertAsync(process.Members, Member(1)));
        var before = await VersionAsync(process.Members);

        Assert.False(await InsertAsync(process.Members, Member(1, SiloStatus.Joining)));

        Assert.Equal(before, await VersionAsync(process.Members));
        Assert.Equal(SiloStatus.Active, (await OnlyAsync(process.Members)).Item1.Status);
    }

    [Fact]
    public async Task An_insert_on_an_old_version_changes_nothing()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        var old = await VersionAsync(process.Members);
        Assert.True(await InsertAsync(process.Members, Member(1)));

        Assert.False(await process.Members.InsertRowAsync(Member(2), old.Next(), Cancellation));

        Assert.Equal(1, (await VersionAsync(process.Members)).Version);
        Assert.Equal(Silo(1), (await OnlyAsync(process.Members)).Item1.SiloAddress);
    }

    [Fact]
    public async Task An_update_on_an_old_version_changes_nothing()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        Assert.True(await InsertAsync(process.Members, Member(1)));
        var old = await VersionAsync(process.Members);
        Assert.True(await process.Members.UpdateRowAsync(Member(1, SiloStatus.ShuttingDown), (await OnlyAsync(process.Members)).Item2, old.Next(), Cancellation));

        Assert.False(await process.Members.UpdateRowAsync(Member(1, SiloStatus.Dead), (await OnlyAsync(process.Members)).Item2, old.Next(), Cancellation));

        Assert.Equal((2, SiloStatus.ShuttingDown), ((await VersionAsync(process.Members)).Version, (await OnlyAsync(process.Members)).Item1.Status));
    }

    [Fact]
    public async Task A_silo_that_is_not_there_cannot_be_updated()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        Assert.True(await InsertAsync(process.Members, Member(1)));
        var (_, etag) = await OnlyAsync(process.Members);

        Assert.False(await process.Members.UpdateRowAsync(Member(2), etag, (await VersionAsync(process.Members)).Next(), Cancellation));

        Assert.Equal(1, (await VersionAsync(process.Members)).Version);
    }

    [Fact]
    public async Task Of_silos_that_join_at_once_one_at_a_time_gets_in()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        var version = await VersionAsync(process.Members);

        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(silo => process.Members.InsertRowAsync(Member(silo), version.Next(), Cancellation)));

        Assert.Single(joined, true);
        Assert.Equal(1, (await VersionAsync(process.Members)).Version);
        await OnlyAsync(process.Members);
    }

    [Fact]
    public async Task A_sign_of_life_changes_nothing_else()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        var member = Member(1);
        member.AddSuspector(Silo(2), Morning);
        Assert.True(await InsertAsync(process.Members, member));
        var before = await VersionAsync(process.Members);

        await process.Members.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = member.SiloAddress, IAmAliveTime = Morning.AddHours(1) }, Cancellation);

        member.IAmAliveTime = Morning.AddHours(1);
        Assert.Equal(before, await VersionAsync(process.Members));
        Assert.Equal(member.ToFullString(), (await OnlyAsync(process.Members)).Item1.ToFullString());
        Assert.Equal(member.IAmAliveTime, (await OnlyAsync(process.Members)).Item1.IAmAliveTime);
    }

    [Fact]
    public async Task Of_old_rows_those_of_dead_silos_go()
    {
        using var process = await StoreProcess.StartWithMembersAsync(azurite.NewAccount());
        Assert.True(await InsertAsync(process.Members, Member(1)));
        Assert.True(await InsertAsync(process.Members, Member(2, SiloStatus.Dead)));
        Assert.True(await InsertAsync(process.Members, Member(3, SiloStatus.Joining)));

        await process.Members.CleanupDefunctSiloEntriesAsync(new(Morning.AddSeconds(-1)), Cancellation);
        Assert.Equal(3, (await process.Members.ReadAllAsync(Cancellation)).Members.Count);

        await process.Members.CleanupDefunctSiloEntriesAsync(new(Morning.AddSeconds(1)), Cancellation);
        Assert.Equal([Silo(1), Silo(3)], (await process.Members.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1.SiloAddress).Order());
        Assert.Equal(3, (await VersionAsync(process.Members)).Version);
        Assert.True(await InsertAsync(process.Members, Member(4)));
    }

    [Fact]
    public async Task Clusters_in_one_table_know_nothing_of_each_other()
    {
        var account = azurite.NewAccount();
        using var one = await StoreProcess.StartWithMembersAsync(account, "one");
        using var two = await StoreProcess.StartWithMembersAsync(account, "two");
        Assert.True(await InsertAsync(one.Members, Member(1)));
        Assert.True(await InsertAsync(two.Members, Member(1)));

        await one.Members.DeleteMembershipTableEntriesAsync("one", Cancellation);

        await OnlyAsync(two.Members);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => one.Members.ReadAllAsync(Cancellation));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_an_error_and_not_a_smaller_cluster()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartWithMembersAsync(account);
        var broken = new TableEntity("notes", "10.0.0.9-1-1") { ["Address"] = "nowhere", ["Port"] = "1", ["Generation"] = "1", ["Status"] = "Active" };
        await Table(account).AddEntityAsync(broken, Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => process.Members.ReadAllAsync(Cancellation));
    }

    [Fact]
    public async Task A_table_that_was_emptied_is_an_error_and_not_an_empty_cluster()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartWithMembersAsync(account);
        await Table(account).DeleteEntityAsync("notes", "VersionRow", ETag.All, Cancellation);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => process.Members.ReadAllAsync(Cancellation));
    }

    [Fact]
    public async Task A_table_that_was_deleted_is_an_error_and_no_contention()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartWithMembersAsync(account);
        var version = await VersionAsync(process.Members);
        await Table(account).DeleteAsync(Cancellation);

        await Assert.ThrowsAnyAsync<RequestFailedException>(() => process.Members.InsertRowAsync(Member(1), version.Next(), Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => process.Members.ReadAllAsync(Cancellation));
    }

    [Fact]
    public async Task A_table_of_more_than_one_page_is_read_whole()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartWithMembersAsync(account);
        Assert.True(await InsertAsync(process.Members, Member(1)));
        foreach (var some in Enumerable.Range(0, 1100).Chunk(100))
        {
            await Table(account).SubmitTransactionAsync(some.Select(silo => new TableTransactionAction(TableTransactionActionType.Add, Row(silo))), Cancellation);
        }

        Assert.Equal(1101, (await process.Members.ReadAllAsync(Cancellation)).Members.Count);

        await process.Members.CleanupDefunctSiloEntriesAsync(new(Morning.AddSeconds(1)), Cancellation);
        await OnlyAsync(process.Members);
    }

    private static TableEntity Row(int silo) => new("notes", $"10.0.1.1-{silo + 1}-1")
    {
        ["Address"] = "10.0.1.1",
        ["Port"] = $"{silo + 1}",
        ["Generation"] = "1",
        ["HostName"] = "host",
        ["Status"] = "Dead",
        ["ProxyPort"] = "0",
        ["StartTime"] = "2026-03-01 08:00:00.000 GMT",
        ["IAmAliveTime"] = "2026-03-01 08:00:00.000 GMT",
    };

    private static TableClient Table(AzureStorageOptions account) => new(account.ConnectionString, account.TableName);

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPAddress([10, 0, 0, (byte)number]), 11111, number);

    private static MembershipEntry Member(int number, SiloStatus status = SiloStatus.Active, SiloAddress? address = null) => new()
    {
        SiloAddress = address ?? Silo(number),
        Status = status,
        HostName = $"host-{number}",
        SiloName = $"silo-{number}",
        RoleName = "gateway",
        ProxyPort = 30000,
        UpdateZone = 1,
        FaultZone = 2,
        StartTime = Morning,
        IAmAliveTime = Morning,
        SuspectTimes = [],
    };

    private static async Task<bool> InsertAsync(IMembershipTable table, MembershipEntry member) =>
        await table.InsertRowAsync(member, (await VersionAsync(table)).Next(), Cancellation);

    private static async Task<TableVersion> VersionAsync(IMembershipTable table) => (await table.ReadAllAsync(Cancellation)).Version;

    private static async Task<Tuple<MembershipEntry, string>> OnlyAsync(IMembershipTable table) => Assert.Single((await table.ReadAllAsync(Cancellation)).Members);
}
