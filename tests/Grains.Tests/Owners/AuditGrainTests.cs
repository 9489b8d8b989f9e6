using Orleans.Gateway.Contracts.Audit;
using Orleans.Gateway.Grains.Audit;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class AuditGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static AuditEntry Entry(int number) => new()
    {
        At = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number), By = "admin-key", Action = "PUT backends/{name}", Object = $"backends/{number}", Status = 200,
    };

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Records_go_on_over_pages_and_a_restart()
    {
        var day = _cluster.Grain<IAuditGrain>("2030-01-01");
        for (var at = 1; at <= (2 * AuditGrain.PageLength) + 3; at++)
        {
            Assert.Equal(at, (await day.AppendAsync(Entry(at))).Sequence);
        }

        await _cluster.DeactivateAsync(day);
        await day.AppendAsync(Entry(0));

        var found = await day.ReadAsync(before: 102, limit: 60);
        Assert.Equal(Enumerable.Range(42, 60).Reverse().Select(sequence => (long)sequence), found.Select(record => record.Sequence));
        Assert.Equal((104L, null), ((await day.VerifyAsync()).Records, (await day.VerifyAsync()).Broken));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_page_of_large_records_is_full_before_it_has_so_many()
    {
        const int most = 40;
        var day = _cluster.Grain<IAuditGrain>("2030-01-01");
        for (var at = 1; at <= most; at++)
        {
            Assert.Equal(at, (await day.AppendAsync(Entry(at) with { After = $"\"{new string('x', 60_000)}\"" })).Sequence);
            Assert.True(_cluster.Store["audit", "audit/2030-01-01"].Length < 512 * 1024, $"The open page is large after {at} records.");
        }

        await _cluster.DeactivateAsync(day);
        for (var at = most + 1; at <= most + AuditGrain.PageLength + 5; at++)
        {
            Assert.Equal(at, (await day.AppendAsync(Entry(at))).Sequence);
        }

        foreach (var before in (long[])[1, 2, 17, most, most + 1, most + 40, most + AuditGrain.PageLength + 6])
        {
            var found = await day.ReadAsync(before, limit: 30);
            Assert.Equal(Enumerable.Range(1, (int)before - 1).Reverse().Take(30).Select(sequence => (long)sequence), found.Select(record => record.Sequence));
        }

        Assert.Equal((most + AuditGrain.PageLength + 5L, null), ((await day.VerifyAsync()).Records, (await day.VerifyAsync()).Broken));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_day_continues_the_last_day_that_had_records()
    {
        var first = await _cluster.Grain<IAuditGrain>("2030-01-01").AppendAsync(Entry(1));

        var next = await _cluster.Grain<IAuditGrain>("2030-01-04").AppendAsync(Entry(2));

        Assert.Equal((AuditChain.Start, first.Hash, 1L), (first.Previous, next.Previous, next.Sequence));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_record_that_could_not_be_stored_is_none()
    {
        var day = _cluster.Grain<IAuditGrain>("2030-01-01");
        await day.AppendAsync(Entry(1));
        _cluster.Store.Failing = "audit";
        await Assert.ThrowsAnyAsync<Exception>(() => day.AppendAsync(Entry(2)));
        _cluster.Store.Failing = null;

        Assert.Equal(2, (await day.AppendAsync(Entry(3))).Sequence);
        Assert.Null((await day.VerifyAsync()).Broken);
    }

    public static TheoryData<string, long?> Tampering => new()
    {
        { "nothing", null }, { "a word", 2 }, { "a status", 2 }, { "one taken out", 2 }, { "two swapped", 2 }, { "one changed with a new hash", 3 },
    };

    [Theory, MemberData(nameof(Tampering))]
    public void Whatever_is_changed_afterwards_breaks_the_chain(string what, long? broken)
    {
        var records = new List<AuditRecord>();
        for (var at = 1; at <= 4; at++)
        {
            records.Add(AuditChain.Next(records.Count == 0 ? AuditChain.Start : records[^1].Hash, at, Entry(at)));
        }

        switch (what)
        {
            case "a word":
                records[1] = records[1] with { Entry = records[1].Entry with { By = "somebody else" } };
                break;
            case "a status":
                records[1] = records[1] with { Entry = records[1].Entry with { Status = 403 } };
                break;
            case "one taken out":
                records.RemoveAt(1);
                break;
            case "two swapped":
                (records[1], records[2]) = (records[2], records[1]);
                break;
            case "one changed with a new hash":
                records[1] = AuditChain.Next(records[0].Hash, 2, Entry(9));
                break;
        }

        Assert.Equal(broken, AuditChain.Broken(records));
    }
}
