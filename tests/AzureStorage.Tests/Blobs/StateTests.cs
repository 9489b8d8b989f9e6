using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Storage;

namespace Orleans.Gateway.AzureStorage.Tests.Blobs;

/// <summary>The state of a grain in a blob: who wins, who is told, and what is in the container.</summary>
public sealed class StateTests(Azurite azurite)
{
    private static readonly GrainId Grain = GrainId.Create("alias", "llm/gpt");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_never_written_is_not_there()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());

        var read = await ReadAsync(process.Store, Grain);

        Assert.Equal((false, null, null), (read.RecordExists, read.ETag, read.State!.Text));
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        var written = await WriteAsync(process.Store, Grain, "one");
        await WriteAsync(process.Store, Grain, "two", written);

        var read = await ReadAsync(process.Store, Grain);

        Assert.Equal((true, written.ETag, "two"), (read.RecordExists, read.ETag, read.State!.Text));
    }

    [Fact]
    public async Task A_state_is_one_blob_of_JSON_under_the_name_that_Orleans_gives_it()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartAsync(account);
        await WriteAsync(process.Store, Grain, "one");

        var blob = new BlobContainerClient(account.ConnectionString, account.ContainerName).GetBlobClient("note-alias/llm/gpt.json");
        var content = await blob.DownloadContentAsync(Cancellation);

        Assert.Equal("""{"text":"one"}""", content.Value.Content.ToString());
        Assert.Equal("application/octet-stream", content.Value.Details.ContentType);
    }

    [Fact]
    public async Task A_state_of_several_MiB_comes_back_whole()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        var text = string.Create(5 * 1024 * 1024, 0, (letters, _) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = (char)('a' + (i % 26));
            }
        });
        await WriteAsync(process.Store, Grain, text);

        Assert.Equal(text, (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task Who_never_read_a_state_cannot_overwrite_it()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "one");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(process.Store, Grain, "two"));

        Assert.Equal("one", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task A_stale_write_is_refused_and_changes_nothing()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "one");
        var stale = await ReadAsync(process.Store, Grain);
        await WriteAsync(process.Store, Grain, "two", await ReadAsync(process.Store, Grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(process.Store, Grain, "three", stale));

        Assert.Equal("two", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task A_write_to_what_was_deleted_meanwhile_is_refused()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "one");
        var stale = await ReadAsync(process.Store, Grain);
        await process.Store.ClearStateAsync("note", Grain, await ReadAsync(process.Store, Grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(process.Store, Grain, "two", stale));

        Assert.False((await ReadAsync(process.Store, Grain)).RecordExists);
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_one_wins_and_the_others_are_told()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "0");
        var read = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ReadAsync(process.Store, Grain)));

        var winners = await Task.WhenAll(read.Select((state, writer) => TryWriteAsync(process.Store, $"{writer}", state)));

        var winner = Assert.Single(winners.Index(), outcome => outcome.Item);
        Assert.Equal($"{winner.Index}", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task Of_many_first_writers_one_wins_and_the_others_are_told()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());

        var winners = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => TryWriteAsync(process.Store, $"{writer}", New())));

        Assert.Single(winners, true);
    }

    [Fact]
    public async Task What_was_cleared_is_gone_and_can_be_written_anew()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        var state = await WriteAsync(process.Store, Grain, "one");

        await process.Store.ClearStateAsync("note", Grain, state);

        Assert.Equal((false, null, null), (state.RecordExists, state.ETag, state.State!.Text));
        Assert.False((await ReadAsync(process.Store, Grain)).RecordExists);
        await WriteAsync(process.Store, Grain, "two", state);
        Assert.Equal("two", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task Clearing_what_is_not_there_is_no_mistake()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        var state = New();

        await process.Store.ClearStateAsync("note", Grain, state);

        Assert.Equal((false, null), (state.RecordExists, state.ETag));
    }

    [Fact]
    public async Task A_stale_clear_is_refused()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "one");
        var stale = await ReadAsync(process.Store, Grain);
        await WriteAsync(process.Store, Grain, "two", await ReadAsync(process.Store, Grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => process.Store.ClearStateAsync("note", Grain, stale));

        Assert.Equal("two", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task A_cleared_state_whose_blob_is_kept_still_tells_a_stale_writer()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount(), configure: silo =>
            silo.Services.Configure<AzureBlobStorageOptions>("AzureBlobs", options => options.DeleteStateOnClear = false));
        await WriteAsync(process.Store, Grain, "one");
        var stale = await ReadAsync(process.Store, Grain);
        await process.Store.ClearStateAsync("note", Grain, await ReadAsync(process.Store, Grain));

        var cleared = await ReadAsync(process.Store, Grain);

        Assert.Equal((false, null), (cleared.RecordExists, cleared.State!.Text));
        Assert.NotNull(cleared.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(process.Store, Grain, "two", stale));
        await WriteAsync(process.Store, Grain, "three", cleared);
        Assert.Equal("three", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task Two_states_of_one_grain_are_two_blobs()
    {
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        await WriteAsync(process.Store, Grain, "one");
        await process.Store.WriteStateAsync("other", Grain, New("two"));

        Assert.Equal("one", (await ReadAsync(process.Store, Grain)).State!.Text);
    }

    [Fact]
    public async Task Processes_that_start_at_once_agree_on_the_container()
    {
        var account = azurite.NewAccount();

        var processes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StoreProcess.StartAsync(account)));

        await WriteAsync(processes[0].Store, Grain, "one");
        foreach (var process in processes)
        {
            Assert.Equal("one", (await ReadAsync(process.Store, Grain)).State!.Text);
            process.Dispose();
        }
    }

    [Fact]
    public async Task A_container_that_was_removed_is_made_again_by_the_next_write()
    {
        var account = azurite.NewAccount();
        using var process = await StoreProcess.StartAsync(account);
        await new BlobContainerClient(account.ConnectionString, account.ContainerName).DeleteAsync(cancellationToken: Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(note => WriteAsync(process.Store, GrainId.Create("alias", $"a{note}"), $"{note}")));

        Assert.Equal("5", (await ReadAsync(process.Store, GrainId.Create("alias", "a5"))).State!.Text);
    }

    internal static GrainState<NoteState> New(string? text = null) => new(new NoteState { Text = text });

    internal static async Task<GrainState<NoteState>> ReadAsync(IGrainStorage store, GrainId id)
    {
        var state = New();
        await store.ReadStateAsync("note", id, state);
        return state;
    }

    internal static async Task<GrainState<NoteState>> WriteAsync(IGrainStorage store, GrainId id, string text, GrainState<NoteState>? read = null)
    {
        var state = read ?? New();
        state.State = new NoteState { Text = text };
        await store.WriteStateAsync("note", id, state);
        return state;
    }

    private static async Task<bool> TryWriteAsync(IGrainStorage store, string text, GrainState<NoteState> read)
    {
        try
        {
            await WriteAsync(store, Grain, text, read);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
