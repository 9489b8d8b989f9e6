using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Tests.Usage;

public class UsageOutboxTests
{
    private static readonly UsageCell Cell = new(500_000, "all", "llm", "gpt", "b");
    private static readonly UsageCounts One = new(1, 0, 10, 5, 0, 0, 0, 0, 100);

    private readonly UsageOutbox _outbox = new(Options.Create(new UsageOptions()));

    [Fact]
    public void What_was_counted_goes_to_the_subscription_and_the_product_by_month()
    {
        _outbox.Add("team", Cell, One);
        _outbox.Add("team", Cell, One);
        _outbox.Add("other", Cell, One);

        var due = _outbox.Due().ToDictionary(due => due.Key, due => Assert.Single(due.Batch.Rows).Counts.Requests);

        Assert.Equal(new() { ["subscription/team/2027-01"] = 2, ["subscription/other/2027-01"] = 1, ["product/all/2027-01"] = 3 }, due);
    }

    [Fact]
    public void A_batch_stays_as_it_is_until_it_is_stored()
    {
        _outbox.Add("team", Cell, One);
        var first = Of("subscription/team/2027-01");
        _outbox.Add("team", Cell, One);
        var again = Of("subscription/team/2027-01");

        Assert.Same(first, again);
        _outbox.Stored("subscription/team/2027-01");
        var next = Of("subscription/team/2027-01");
        Assert.True(next!.Number > first!.Number);
        Assert.Equal(One, Assert.Single(next.Rows).Counts);
        _outbox.Stored("subscription/team/2027-01");
        Assert.Null(Of("subscription/team/2027-01"));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_between_those_who_count_and_the_one_who_takes()
    {
        const int Each = 20_000;
        long taken = 0;
        using var done = new CancellationTokenSource();
        var taking = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                taken += Take();
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var call = 0; call < Each; call++)
            {
                _outbox.Add("team", Cell with { Hour = Cell.Hour + (call % 3) }, One);
            }
        })));
        await done.CancelAsync();
        await taking;

        Assert.Equal(4 * Each, taken + Take());
    }

    private long Take()
    {
        long sum = 0;
        foreach (var (key, batch) in _outbox.Due())
        {
            sum += key.StartsWith("subscription/", StringComparison.Ordinal) ? batch.Rows.Sum(row => row.Counts.Requests) : 0;
            _outbox.Stored(key);
        }

        return sum;
    }

    private UsageBatch? Of(string key) => _outbox.Due().SingleOrDefault(due => due.Key == key).Batch;
}
