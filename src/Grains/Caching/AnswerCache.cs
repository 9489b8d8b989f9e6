using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Caching;

/// <summary>All answers that this process keeps, by product. Owned by the process: changes of the catalog change keys, and take nothing along. Thread-safe.</summary>
public sealed class AnswerCache : IDisposable
{
    private readonly ConcurrentDictionary<string, ProductCache> _products = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<UInt256, TaskCompletionSource> _flights = new();
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _requests;

    public AnswerCache(TimeProvider time, IMeterFactory meters)
    {
        _time = time;
        _meter = meters.Create(RelayMetrics.MeterName);
        _requests = _meter.CreateCounter<long>("gateway.cache.requests", "{request}", "Calls of products with a cache, by what it did for them.");
        _meter.CreateObservableGauge("gateway.cache.size", Sizes, "By", "What the answers take that this process keeps.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>What other products had goes.</summary>
    internal void Keep(IReadOnlySet<string> products)
    {
        foreach (var product in _products.Keys.Where(product => !products.Contains(product)))
        {
            _products.TryRemove(product, out _);
        }
    }

    internal CachedAnswer? Find(string product, UInt256 key, CacheDefinition definition) =>
        _products.TryGetValue(product, out var cache) ? cache.Find(key, definition.Ttl) : null;

    internal void Store(string product, UInt256 key, CachedAnswer answer, CacheDefinition definition)
    {
        if (answer.Size <= definition.MaxBytes)
        {
            _products.GetOrAdd(product, _ => new ProductCache(_time)).Store(key, answer, definition.MaxBytes);
        }
    }

    /// <summary>Null: nobody asks the same at the moment, and the caller does so now, until it says <see cref="Landed"/>. Else when that ends.</summary>
    internal Task? TakeOff(UInt256 key)
    {
        var flight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _flights.GetOrAdd(key, flight);
        return ReferenceEquals(first, flight) ? null : first.Task;
    }

    internal void Landed(UInt256 key)
    {
        if (_flights.TryRemove(key, out var flight))
        {
            flight.SetResult();
        }
    }

    /// <param name="outcome"><c>hit</c>, <c>miss</c> or <c>bypass</c>.</param>
    internal void Looked(string product, string outcome) =>
        _requests.Add(1, new TagList { { "gateway.product", product }, { "gateway.cache", outcome } });

    private IEnumerable<Measurement<long>> Sizes() =>
        _products.Select(product => new Measurement<long>(product.Value.Size, new KeyValuePair<string, object?>("gateway.product", product.Key)));
}
