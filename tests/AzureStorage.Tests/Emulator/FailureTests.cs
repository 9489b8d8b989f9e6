using System.Diagnostics;
using Orleans.Gateway.AzureStorage.Tests.Blobs;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.AzureStorage.Tests.Emulator;

/// <summary>A store that is down, hangs, or is busy: what it costs, and what is said.</summary>
public sealed class FailureTests
{
    private static readonly GrainId Grain = GrainId.Create("alias", "llm/gpt");

    /// <summary>The time limit of a request is 2 seconds; the rest is a slow machine.</summary>
    private static readonly TimeSpan HungLimit = TimeSpan.FromSeconds(3.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_is_down_at_start_is_an_error_at_once()
    {
        var nowhere = $"http://127.0.0.1:{FreePort.Find()}/devstoreaccount1";
        var account = new AzureStorageOptions
        {
            ConnectionString = $"AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint={nowhere};TableEndpoint={nowhere}",
        };
        var watch = Stopwatch.StartNew();

        var blobs = await Record.ExceptionAsync(() => StoreProcess.StartAsync(account));
        var table = await Record.ExceptionAsync(() => StoreProcess.StartWithMembersAsync(account));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, HungLimit);
        Assert.Contains("refused", blobs?.ToString(), StringComparison.Ordinal);
        Assert.Contains("refused", table?.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a2V5", $"{blobs}{table}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_hangs_costs_one_time_limit_and_is_used_again_when_it_goes_on()
    {
        await using var azurite = new Azurite();
        await azurite.InitializeAsync();
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartAsync(account);
        await process.Members.InitializeMembershipTableAsync(true, Cancellation);
        var written = await StateTests.WriteAsync(process.Store, Grain, "one");

        await azurite.HangAsync();
        var write = await CostAsync(() => StateTests.WriteAsync(process.Store, Grain, "two", written));
        var read = await CostAsync(() => StateTests.ReadAsync(process.Store, Grain));
        var table = await CostAsync(() => process.Members.ReadAllAsync(Cancellation));
        await azurite.ContinueAsync();

        Assert.All(new[] { write, read, table }, cost => Assert.InRange(cost, account.RequestTimeout - TimeSpan.FromMilliseconds(100), HungLimit));
        // The write that was given up may have come to pass; whoever reads first knows.
        var now = await StateTests.ReadAsync(process.Store, Grain);
        Assert.Contains(now.State!.Text, new[] { "one", "two" });
        await StateTests.WriteAsync(process.Store, Grain, "three", now);
        Assert.Equal("three", (await StateTests.ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_asked_once()
    {
        await using var silent = new BadService(answers: false);

        await Assert.ThrowsAnyAsync<Exception>(() => AzureAccount.Blobs(silent.Account).GetPropertiesAsync(Cancellation));

        Assert.Equal(1, silent.Requests);
    }

    [Fact]
    public async Task A_service_that_is_busy_is_asked_once_more()
    {
        await using var busy = new BadService(answers: true);

        await Assert.ThrowsAnyAsync<Exception>(() => AzureAccount.Blobs(busy.Account).GetPropertiesAsync(Cancellation));
        var blobs = busy.Requests;
        await Assert.ThrowsAnyAsync<Exception>(() => AzureAccount.Tables(busy.Account).GetPropertiesAsync(Cancellation));

        Assert.Equal((2, 4), (blobs, busy.Requests));
    }

    private static async Task<TimeSpan> CostAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<Exception>(act);
        return watch.Elapsed;
    }
}
