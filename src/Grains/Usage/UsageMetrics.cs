using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>
/// Tokens and money of the attempts of calls. Labels are names from the configuration, and up to five that an operator takes from headers or claims, of which
/// the first values are told apart: no client can make more series than were allowed.
/// </summary>
public sealed class UsageMetrics : IDisposable
{
    /// <summary>The name of the counter that has a series for each subscription: a reader may want to allow for more of them than usual.</summary>
    public const string TokensName = "gateway.tokens";

    /// <summary>As <see cref="TokensName"/>.</summary>
    public const string CostName = "gateway.cost";

    /// <summary>The bucket bounds of the conventions for tokens.</summary>
    private static readonly long[] Bounds = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    /// <summary>A cost is counted in thousand millionths.</summary>
    private const double Unit = 1e9;

    private readonly Meter _meter;
    private readonly Histogram<long> _usage;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly BoundedLabel _subscriptions = new();
    private readonly ConcurrentDictionary<string, BoundedLabel> _labels = new(StringComparer.Ordinal);

    public UsageMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(RelayMetrics.MeterName);
        _usage = _meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one call of a backend, as the provider counted them.", advice: new() { HistogramBucketBoundaries = Bounds });
        _tokens = _meter.CreateCounter<long>(TokensName, "{token}", "Tokens that calls used, by whom. Cached, cache_write and reasoning are parts of prompt and completion.");
        _cost = _meter.CreateCounter<double>(CostName, "{currency}", "What the tokens cost by the prices of their backends, in units of the operator's currency.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Attempted(in UsageOwner owner, BackendView backend, CallRequest request, in AttemptUsage used)
    {
        if (!_usage.Enabled && !_tokens.Enabled && !_cost.Enabled)
        {
            return;
        }

        var room = new Labels();
        Span<KeyValuePair<string, object?>> labels = room;
        var count = 0;
        labels[count++] = new("gateway.api", owner.Api);
        labels[count++] = new("gateway.product", owner.Product);
        labels[count++] = new("gateway.model.alias", owner.Alias);
        labels[count++] = new("gateway.backend", backend.Id);
        labels[count++] = new("gateway.client.format", request.Call.PathModel is null ? "openai" : "azure-openai");
        foreach (var dimension in owner.Metrics.Dimensions)
        {
            labels[count++] = new(dimension.Name, Value(dimension, request, owner.Metrics.MaxValues));
        }

        RecordConventions(labels, count, backend, request, used);
        Count(labels, count, owner, used);
    }

    private void RecordConventions(Span<KeyValuePair<string, object?>> labels, int count, BackendView backend, CallRequest request, in AttemptUsage used)
    {
        // What was estimated is no measurement of the model.
        if (used.IsEstimated)
        {
            return;
        }

        labels[count++] = new("gen_ai.operation.name", "chat");
        labels[count++] = new("gen_ai.provider.name", backend.Provider);
        labels[count++] = new("gen_ai.request.model", backend.Definition.Model ?? request.Alias);
        Record(labels, count, "input", used.Tokens.Prompt);
        Record(labels, count, "output", used.Tokens.Completion);
    }

    private void Record(Span<KeyValuePair<string, object?>> labels, int count, string type, long tokens)
    {
        if (tokens > 0)
        {
            labels[count++] = new("gen_ai.token.type", type);
            _usage.Record(tokens, labels[..count]);
        }
    }

    private void Count(Span<KeyValuePair<string, object?>> labels, int count, in UsageOwner owner, in AttemptUsage used)
    {
        labels[count++] = new("gateway.subscription", owner.Metrics.Subscriptions == 0 ? BoundedLabel.Other : _subscriptions.Of(owner.Subscription, owner.Metrics.Subscriptions));
        if (used.Cost > 0)
        {
            _cost.Add(used.Cost / Unit, labels[..count]);
        }

        var tokens = used.Tokens;
        Count(labels, count, "prompt", tokens.Prompt);
        Count(labels, count, "completion", tokens.Completion);
        Count(labels, count, "cached", tokens.CacheRead);
        Count(labels, count, "cache_write", tokens.CacheWrite);
        Count(labels, count, "reasoning", tokens.Reasoning);
    }

    private void Count(Span<KeyValuePair<string, object?>> labels, int count, string type, long tokens)
    {
        if (tokens > 0)
        {
            labels[count++] = new("gateway.token.type", type);
            _tokens.Add(tokens, labels[..count]);
        }
    }

    private string Value(MetricsPlan.Dimension dimension, CallRequest request, int most)
    {
        var sent = dimension.Source.In(request.Call);
        return dimension.Values is { } values
            ? string.IsNullOrEmpty(sent) ? BoundedLabel.None : values.GetValueOrDefault(sent, BoundedLabel.Other)
            : _labels.GetOrAdd(dimension.Name, static _ => new()).Of(sent, most);
    }

    /// <summary>5 names of the configuration, 5 of the operator's, and at most 4 of the metric's own.</summary>
    [InlineArray(14)]
    private struct Labels
    {
        private KeyValuePair<string, object?> _first;
    }
}
