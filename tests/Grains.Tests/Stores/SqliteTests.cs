using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Gateway.Grains.Tests.States;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;
using Orleans.Gateway.Silo.Stores;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Tests.Stores;

/// <summary>The embedded store as a silo really uses it: Orleans' own provider on a file.</summary>
public sealed class SqliteTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("alias", "llm/gpt");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-store-");
    private ServiceProvider _process = null!;
    private IHost _silo = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IGrainStorage Store => _silo.Services.GetRequiredService<IGrainStorage>();

    private string ConnectionString => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.FullName, "gateway.db") }.ToString();

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_never_written_is_not_there()
    {
        var read = await ReadAsync();

        Assert.Equal((false, null), (read.RecordExists, read.ETag));
        Assert.Null(read.State!.Current);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var written = await WriteAsync(new(), version: 1);
        await WriteAsync(written, version: 2);

        var read = await ReadAsync();

        Assert.Equal((true, 2L, written.ETag), (read.RecordExists, read.State!.Current!.Version, read.ETag));
    }

    [Fact]
    public async Task Keys_of_all_kinds_are_kept_apart()
    {
        var alias = GrainType.Create("alias");
        GrainId[] ids =
        [
            GrainId.Create("alias", "a"),
            GrainId.Create("alias", "b"),
            GrainId.Create("alias", "A"),
            GrainId.Create("alias", "0a"), // would be the same hexadecimal number
            GrainId.Create("alias", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            GrainId.Create("alias", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
            GrainId.Create("alias", "6f9619ff8b86d011b42d00cf4fc964ff"),
            GrainId.Create(alias, GrainIdKeyExtensions.CreateIntegerKey(0)),
            GrainId.Create(alias, GrainIdKeyExtensions.CreateIntegerKey(7)),
            GrainId.Create(alias, GrainIdKeyExtensions.CreateIntegerKey(7, "a")),
            GrainId.Create(alias, GrainIdKeyExtensions.CreateIntegerKey(8, "a")),
        ];
        for (var i = 0; i < ids.Length; i++)
        {
            await Store.WriteStateAsync("s", ids[i], State(i + 1));
        }

        var read = new List<long>();
        foreach (var id in ids)
        {
            var state = new GrainState<AliasState>();
            await Store.ReadStateAsync("s", id, state);
            read.Add(state.State!.Current!.Version);
        }

        Assert.Equal(Enumerable.Range(1, ids.Length).Select(i => (long)i), read);
    }

    [Fact]
    public async Task Two_states_of_a_grain_are_kept_apart()
    {
        await Store.WriteStateAsync("one", Grain, State(1));
        await Store.WriteStateAsync("two", Grain, State(2));

        var one = new GrainState<AliasState>();
        await Store.ReadStateAsync("one", Grain, one);

        Assert.Equal(1, one.State!.Current!.Version);
    }

    [Fact]
    public async Task A_write_on_a_stale_version_is_refused_and_changes_nothing()
    {
        var mine = await WriteAsync(new(), 1);
        var stale = mine.ETag;
        await WriteAsync(mine, 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new() { ETag = stale, RecordExists = true }, 99));

        Assert.Equal(2, (await ReadAsync()).State!.Current!.Version);
    }

    [Fact]
    public async Task A_write_that_believes_to_be_the_first_is_refused_when_it_is_not()
    {
        await WriteAsync(new(), 1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new(), 99));

        Assert.Equal(1, (await ReadAsync()).State!.Current!.Version);
    }

    [Fact]
    public async Task A_write_on_a_record_that_is_gone_is_refused() =>
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new() { ETag = "7", RecordExists = true }, 1));

    [Fact]
    public async Task Of_many_first_writers_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(new(), writer);
                return writer;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }, Cancellation)));

        Assert.Equal((await ReadAsync()).State!.Current!.Version, Assert.Single(results, writer => writer > 0));
    }

    [Fact]
    public async Task Of_many_writers_on_one_version_one_wins()
    {
        var first = await WriteAsync(new(), 1);
        var results = await Task.WhenAll(Enumerable.Range(2, 8).Select(writer => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(new() { ETag = first.ETag, RecordExists = true }, writer);
                return writer;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }, Cancellation)));

        Assert.Equal((await ReadAsync()).State!.Current!.Version, Assert.Single(results, writer => writer > 0));
    }

    [Fact]
    public async Task What_was_cleared_is_empty_and_can_be_written_again()
    {
        var state = await WriteAsync(new(), 1);
        await Store.ClearStateAsync("alias", Grain, state);

        Assert.Null((await ReadAsync()).State!.Current);
        await WriteAsync(await ReadAsync(), 2);
        Assert.Equal(2, (await ReadAsync()).State!.Current!.Version);
    }

    [Fact]
    public async Task Clearing_a_stale_version_is_refused()
    {
        var mine = await WriteAsync(new(), 1);
        var stale = mine.ETag;
        await WriteAsync(mine, 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.ClearStateAsync("alias", Grain, new GrainState<AliasState> { ETag = stale, RecordExists = true }));

        Assert.Equal(2, (await ReadAsync()).State!.Current!.Version);
    }

    [Fact]
    public async Task Applying_the_schema_again_harms_nothing()
    {
        await WriteAsync(new(), 1);

        SqliteSchema.Apply(ConnectionString);
        SqliteSchema.Apply(ConnectionString);

        Assert.Equal(1, (await ReadAsync()).State!.Current!.Version);
        Assert.Equal("3", await ScalarAsync("SELECT COUNT(*) FROM OrleansQuery;"));
    }

    [Fact]
    public async Task The_store_holds_JSON_and_readers_do_not_wait_for_writers()
    {
        await WriteAsync(new(), 1);

        Assert.Equal(StateJson.Write(State(1).State!), await ScalarAsync("SELECT CAST(PayloadBinary AS TEXT) FROM OrleansStorage WHERE GrainIdExtensionString = '=llm/gpt';"));
        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode;"));
    }

    [Fact]
    public async Task A_restart_keeps_what_was_written_and_published()
    {
        await _silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICatalogGrain>(0).ApplyAsync(new()
        {
            Apis = new Dictionary<string, Contracts.Definitions.ApiDefinition?> { ["llm"] = new() { Path = "/llm/v1" } },
            Backends = new Dictionary<string, Versioned<Contracts.Definitions.BackendDefinition>?> { ["a"] = Views.Echo() },
        });
        var put = await Alias.PutAsync(Views.Alias(("a", 1, 100)).Value, 0);

        await StopAsync();
        await StartAsync();

        Assert.Equal(put.Written.Version, (await Alias.GetAsync())!.Version);
        Assert.Equal(put.Epoch, (await _silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICatalogGrain>(0).GetAsync()).Epoch);
        Assert.Equal(2, (await Alias.PutAsync(Views.Alias(("a", 1, 1)).Value, 1)).Written.Version);
    }

    private IAliasGrain Alias => _silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IAliasGrain>("llm/gpt");

    private async Task StartAsync()
    {
        _process = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Gateway:DataDirectory"] = _folder.FullName }).Build())
            .AddLogging()
            .AddGatewaySilo(new StartDocument(null, IsDemo: false))
            .BuildServiceProvider();
        _silo = _process.GetRequiredService<SiloHost>().Build();
        await _silo.StartAsync(Cancellation);
    }

    private async Task StopAsync()
    {
        await _silo.StopAsync(CancellationToken.None);
        _silo.Dispose();
        await _process.DisposeAsync();
    }

    private static GrainState<AliasState> State(long version) => new(new AliasState { Current = Views.Alias() with { Version = version } });

    private async Task<GrainState<AliasState>> WriteAsync(GrainState<AliasState> onto, long version)
    {
        onto.State = State(version).State;
        await Store.WriteStateAsync("alias", Grain, onto);
        return onto;
    }

    private async Task<GrainState<AliasState>> ReadAsync()
    {
        var state = new GrainState<AliasState>();
        await Store.ReadStateAsync("alias", Grain, state);
        return state;
    }

    private async Task<string> ScalarAsync(string text)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        return $"{await command.ExecuteScalarAsync(Cancellation)}";
    }
}
