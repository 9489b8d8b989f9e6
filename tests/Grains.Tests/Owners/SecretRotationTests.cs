using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Document;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>Three silos, of which two have a new master key at first.</summary>
public sealed class SecretRotationTests : IAsyncLifetime
{
    private readonly MasterKey _older = MasterKey.Generate();
    private readonly MasterKey _newer = MasterKey.Generate();
    private readonly FakeTimeProvider _time = new();
    private readonly Said _log = new();
    private OwnerCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(services: true, silos: 3);
        var definition = new BackendDefinition
        {
            Format = BackendFormats.Echo,
            Headers = new Dictionary<string, Secret> { ["x-key"] = new SecretSealer(_older).Seal("a literal", SecretPlace.Backend("b"), SecretPlace.Header("x-key")) },
        };
        var stored = await _cluster.Backend("b").StoreAsync(definition);
        await _cluster.Catalog.ApplyAsync(new() { Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = stored } });
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Secrets_are_sealed_anew_once_and_not_before_all_silos_can_open_them()
    {
        GiveNewerTo(_cluster.Silos[0]);
        GiveNewerTo(_cluster.Silos[1]);
        var sealers = Enumerable.Range(0, 3).Select(_ => SecretSealer.Rotating(_newer, _older)).ToArray();
        var running = sealers.Zip(_cluster.Factories).Take(2).Select(silo => RunAsync(silo.First, silo.Second)).ToList();
        await UntilAsync(() => _log.Ids.Contains(508));

        Assert.Equal(1, (await _cluster.Catalog.GetAsync()).Epoch);
        Assert.Equal("written now", new SecretSealer(_older).Open(sealers[0].Seal("written now", "backend/b", "x"), "backend/b", "x"));

        GiveNewerTo(_cluster.Silos[2]);
        running.Add(RunAsync(sealers[2], _cluster.Factories.Last()));
        await UntilAsync(() => running.TrueForAll(one => one.IsCompleted));

        await Task.WhenAll(running);
        var catalog = await _cluster.Catalog.GetAsync();
        Assert.Equal((2, 2), (catalog.Epoch, catalog.Backends["b"].Version));
        Assert.Equal("a literal", new SecretSealer(_newer).Open(catalog.Backends["b"].Value.Headers["x-key"], SecretPlace.Backend("b"), SecretPlace.Header("x-key")));
        Assert.Equal("written now", new SecretSealer(_newer).Open(sealers[0].Seal("written now", "backend/b", "x"), "backend/b", "x"));
        Assert.Equal(3, _log.Ids.Count(id => id == 505));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_the_store_refuses_is_tried_again()
    {
        _cluster.Silos.ToList().ForEach(GiveNewerTo);
        _cluster.Store.Failing = "catalog";
        var running = RunAsync(SecretSealer.Rotating(_newer, _older), _cluster.Factories.First());
        await UntilAsync(() => _log.Ids.Contains(509));

        _cluster.Store.Failing = null;
        await UntilAsync(() => running.IsCompleted);

        Assert.Equal(2, (await _cluster.Catalog.GetAsync()).Epoch);
    }

    private void GiveNewerTo(OwnerSilo silo) => silo.MasterKeys.Add(_newer.Id);

    private Task RunAsync(SecretSealer sealer, IGrainFactory grains) => new SecretRotation(
        sealer,
        new GatewayKeys(_newer, Documents.Hasher, _older),
        new DocumentTurns(_time, NullLogger<DocumentTurns>.Instance),
        _time,
        _log).RunAsync(grains, _cluster.Membership, Cancellation);

    private async Task UntilAsync(Func<bool> so)
    {
        while (!so())
        {
            Cancellation.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await _cluster.Catalog.GetAsync();
        }
    }

    private sealed class Said : ILogger<SecretRotation>
    {
        private readonly ConcurrentQueue<int> _ids = new();

        public IEnumerable<int> Ids => _ids;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _ids.Enqueue(eventId.Id);
    }
}
