using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Document;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>Three silos on one store, each of which was started with the document.</summary>
public sealed class StartOfStoreTests : IAsyncLifetime
{
    private static readonly string[] Aliases = [.. Enumerable.Range(1, 20).Select(number => $"alias-{number}")];

    private readonly MasterKey _master = MasterKey.Generate();
    private readonly Applied _log = new();
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync(services: true, silos: 3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Of_nodes_that_start_together_on_an_empty_store_one_applies_the_document()
    {
        await Task.WhenAll(_cluster.Factories.Select(silo => Start(model: "m").ApplyAsync(silo, CancellationToken.None)));

        Assert.Equal([1], _log.Epochs);
        await AllAreAtVersionAsync(1, [1]);
        Assert.Equal(1, (await _cluster.Backend("b").GetAsync())!.Version);
        Assert.Equal(1, (await _cluster.KeyIndex(KeyIndex.ShardOf("team")).GetAsync()).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_document_that_is_enforced_on_other_content_is_applied_once_too()
    {
        await Start(model: "m").ApplyAsync(_cluster.Factories.First(), CancellationToken.None);

        await Task.WhenAll(_cluster.Factories.Select(silo => Start(model: "other", weight: 7).ApplyAsync(silo, CancellationToken.None)));

        Assert.Equal([1, 2], _log.Epochs);
        await AllAreAtVersionAsync(2, [2, 1]);
        Assert.Equal((2, "other"), ((await _cluster.Catalog.GetAsync()).Backends["b"].Version, (await _cluster.Catalog.GetAsync()).Backends["b"].Value.Model));
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData("alias")]
    [InlineData("catalog")]
    public async Task What_a_node_has_left_half_done_the_next_one_goes_on_with(string failing)
    {
        _cluster.Store.Failing = failing;
        await Assert.ThrowsAnyAsync<Exception>(() => Start(model: "m").ApplyAsync(_cluster.Factories.First(), CancellationToken.None));
        Assert.Equal(0, (await _cluster.Catalog.GetAsync()).Epoch); // Nothing of it is served.
        _cluster.Store.Failing = null;

        await Start(model: "m").ApplyAsync(_cluster.Factories.Last(), CancellationToken.None);

        Assert.Equal([1], _log.Epochs);
        await AllAreAtVersionAsync(1, [1]);
        Assert.Equal(1, (await _cluster.Backend("b").GetAsync())!.Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_node_waits_for_one_that_applies_and_goes_on_when_that_has_died()
    {
        var lease = _cluster.Client<IDocumentLeaseGrain>(0);
        var dead = Guid.NewGuid();
        Assert.True(await lease.AcquireAsync(dead));

        var start = Start(model: "m").ApplyAsync(_cluster.Factories.Last(), CancellationToken.None);
        await _log.Waiting;

        Assert.Equal(0, (await _cluster.Catalog.GetAsync()).Epoch);
        _cluster.Time.Advance(TimeSpan.FromSeconds(10)); // The dead one renews nothing.
        await start;
        Assert.Equal([1], _log.Epochs);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_node_that_stops_waits_no_longer()
    {
        Assert.True(await _cluster.Client<IDocumentLeaseGrain>(0).AcquireAsync(Guid.NewGuid()));
        using var stopping = new CancellationTokenSource();

        var start = Start(model: "m").ApplyAsync(_cluster.Factories.Last(), stopping.Token);
        await _log.Waiting;
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    private StartOfStore Start(string model, int weight = 100)
    {
        var sealer = new SecretSealer(_master);
        var document = new StartDocument(
            Documents.Valid($$"""
            {
              "backends": { "b": { "format": "openai", "url": "https://x", "model": "{{model}}", "headers": { "x-key": "a literal that is sealed" } } },
              "apis": { "llm": { "path": "/llm/v1", "aliases": { {{string.Join(", ", Aliases.Select(alias => $$"""
            "{{alias}}": { "targets": [ { "backend": "b", "weight": {{weight}} } ] }
            """))}} } } },
              "products": { "all": { "apis": { "llm": [ "*" ] } } },
              "subscriptions": { "team": { "product": "all", "keys": [ "a-key-of-a-team" ] } }
            }
            """),
            IsDemo: false);
        var options = Options.Create(new NodeOptions { ConfigMode = ConfigMode.Enforce });
        return new StartOfStore(
            new DocumentTurns(TimeProvider.System, _log.Of<DocumentTurns>()),
            new SubscriptionMigration(NullLogger<SubscriptionMigration>.Instance),
            new DocumentApplication(document, sealer, Documents.Hasher, options, _log.Of<DocumentApplication>()));
    }

    private async Task AllAreAtVersionAsync(long version, IReadOnlyList<long> history)
    {
        var published = (await _cluster.Catalog.GetAsync()).Aliases;
        foreach (var alias in Aliases)
        {
            Assert.Equal(version, published[$"llm/{alias}"].Version);
            Assert.Equal(history, (await _cluster.Alias($"llm/{alias}").VersionsAsync()).Select(one => one.Version));
        }
    }

    /// <summary>The epochs that documents were applied as, and whether somebody waits.</summary>
    private sealed class Applied
    {
        private readonly ConcurrentQueue<long> _epochs = new();
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEnumerable<long> Epochs => _epochs;

        public Task Waiting => _waiting.Task;

        public ILogger<T> Of<T>() => new Line<T>(this);

        private sealed class Line<T>(Applied log) : ILogger<T>
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (eventId.Id == 892)
                {
                    log._waiting.TrySetResult();
                }
                else if (eventId.Id == 503 && state is IReadOnlyList<KeyValuePair<string, object?>> values)
                {
                    log._epochs.Enqueue((long)values.Single(value => value.Key == "Epoch").Value!);
                }
            }
        }
    }
}
