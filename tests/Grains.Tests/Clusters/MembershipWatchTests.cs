using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Clustering.Redis;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Grains.Tests.Clusters;

public class MembershipWatchTests
{
    private static readonly SiloAddress Self = SiloAddress.FromParsableString("127.0.0.1:1000@1");
    private readonly FakeTimeProvider _time = new();
    private volatile int _reads;

    [Theory]
    [InlineData("no row")]
    [InlineData("no table")]
    public async Task A_row_that_stays_missing_ends_the_watch(string lack)
    {
        var watch = WatchAsync(() => lack == "no row" ? new MembershipTableData(new TableVersion(1, "1")) : throw new RedisClusteringException("The table version is missing."));

        await AdvanceUntilAsync(() => watch.IsCompleted);

        Assert.True(watch.IsCompletedSuccessfully);
        Assert.InRange(_reads, 4, int.MaxValue);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_ends_nothing()
    {
        var watch = WatchAsync(() => throw new TimeoutException());

        await AdvanceUntilAsync(() => _reads > 30 || watch.IsCompleted);

        Assert.False(watch.IsCompleted);
    }

    private Task WatchAsync(Func<MembershipTableData> read)
    {
        var table = new ScriptedTable(() =>
        {
            _reads++;
            return read();
        });
        return new MembershipWatch(table, Self, TimeSpan.FromSeconds(30), _time, NullLogger.Instance).RunAsync(TestContext.Current.CancellationToken);
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private sealed class ScriptedTable(Func<MembershipTableData> read) : IMembershipTable
    {
        public Task<MembershipTableData> ReadRow(SiloAddress key)
        {
            try
            {
                return Task.FromResult(read());
            }
            catch (Exception error)
            {
                return Task.FromException<MembershipTableData>(error);
            }
        }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
