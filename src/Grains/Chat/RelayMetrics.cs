using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// What the relay measures. Names follow OpenTelemetry's conventions for generative AI where they have one; every label is a name from the
/// configuration or a closed list, so that no client can make a series.
/// </summary>
public sealed class RelayMetrics : IDisposable
{
    public const string MeterName = "Orleans.Gateway";

    /// <summary>The bucket bounds of the conventions for durations, in seconds.</summary>
    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _refusedRetries;
    private readonly Histogram<double> _requestSeconds;
    private readonly Histogram<double> _attemptSeconds;
    private readonly Histogram<double> _firstChunkSeconds;

    public RelayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("gateway.requests", "{request}", "Chat completions that clients asked for, by outcome.");
        _attempts = _meter.CreateCounter<long>("gateway.attempts", "{attempt}", "Calls sent to backends, by outcome.");
        _refusedRetries = _meter.CreateCounter<long>("gateway.retries.refused", "{attempt}", "Further attempts that the retry budget of this process did not allow.");
        _requestSeconds = Histogram("gen_ai.server.request.duration", "From the arrival of a request to the last byte of its answer, all attempts included.");
        _attemptSeconds = Histogram("gen_ai.client.operation.duration", "One call of a backend, from its start to the last byte of its answer.");
        _firstChunkSeconds = Histogram("gen_ai.client.operation.time_to_first_chunk", "From the start of a call to its first event with content.");
    }

    public void Dispose() => _meter.Dispose();

    /// <param name="alias">Null when the client's model is no alias; then it is <c>other</c> here.</param>
    internal void Called(string api, string? alias, GatewayError? error, bool abandoned, TimeSpan took)
    {
        var tags = new TagList
        {
            { "gateway.api", api },
            { "gateway.model.alias", alias ?? "other" },
            { "gateway.outcome", abandoned ? "abandoned" : error is null ? "ok" : "error" },
        };
        if (error is not null && !abandoned)
        {
            tags.Add("error.type", error.Code ?? error.Type);
        }

        _requests.Add(1, tags);
        _requestSeconds.Record(took.TotalSeconds, tags);
    }

    internal void RetryRefused(string api, string alias) => _refusedRetries.Add(1, new TagList { { "gateway.api", api }, { "gateway.model.alias", alias } });

    internal void Attempted(BackendView backend, CallRequest request, AttemptOutcome outcome, AttemptResult result, TimeSpan took)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", backend.Provider },
            { "gen_ai.request.model", backend.Definition.Model ?? request.Alias },
            { "gateway.backend", backend.Id },
            { "gateway.model.alias", request.Alias },
        };
        if (result.FirstContent is { } first)
        {
            _firstChunkSeconds.Record(first.TotalSeconds, tags);
        }

        if (result.Failure is { } failure)
        {
            tags.Add("error.type", failure.Kind.ToString());
            if (failure.Reason is { } reason)
            {
                tags.Add("gateway.error.reason", FailureText.Word(reason));
            }
        }

        _attemptSeconds.Record(took.TotalSeconds, tags);
        tags.Add("gateway.outcome", AttemptOutcomes.Word(outcome));
        _attempts.Add(1, tags);
    }

    private Histogram<double> Histogram(string name, string description) =>
        _meter.CreateHistogram<double>(name, "s", description, advice: new() { HistogramBucketBoundaries = Seconds });
}
