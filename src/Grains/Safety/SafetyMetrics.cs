using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What judging costs and finds. Every label is a name from the configuration or a closed list.</summary>
public sealed class SafetyMetrics : IDisposable
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter;
    private readonly Counter<long> _checks;
    private readonly Counter<long> _remembered;
    private readonly Counter<long> _blocks;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;

    public SafetyMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(RelayMetrics.MeterName);
        _checks = _meter.CreateCounter<long>("gateway.safety.checks", "{check}", "Texts and prompts that were to be judged, by outcome.");
        _remembered = _meter.CreateCounter<long>("gateway.safety.remembered", "{check}", "Texts and prompts that were judged by an answer that was remembered, and not asked about again.");
        _blocks = _meter.CreateCounter<long>("gateway.safety.blocks", "{block}", "Prompts and completions that were blocked, by category.");
        _failures = _meter.CreateCounter<long>("gateway.safety.failures", "{failure}", "Prompts and completions that could not be judged, by what became of them.");
        _duration = _meter.CreateHistogram<double>("gateway.safety.duration", "s", "One question to the service for content safety.", advice: new() { HistogramBucketBoundaries = Seconds });
    }

    public void Dispose() => _meter.Dispose();

    /// <param name="took">Null: the service was not asked.</param>
    internal void Checked(SafetyPolicy policy, SafetyQuestion question, string outcome, TimeSpan? took)
    {
        var tags = new TagList { { "gateway.safety.policy", policy.Owner }, { "gateway.safety.subject", question.IsShield ? "shield" : question.Subject }, { "gateway.outcome", outcome } };
        _checks.Add(1, tags);
        if (took is { } time)
        {
            _duration.Record(time.TotalSeconds, tags);
        }
    }

    internal void Remembered(SafetyPolicy policy, SafetyQuestion question, SafetyVerdict verdict) => _remembered.Add(1, new TagList
    {
        { "gateway.safety.policy", policy.Owner },
        { "gateway.safety.subject", question.IsShield ? "shield" : question.Subject },
        { "gateway.outcome", verdict.Kind is SafetyVerdictKind.Blocked ? "blocked" : "clean" },
    });

    internal void Blocked(SafetyPolicy policy, string subject, string category) =>
        _blocks.Add(1, new TagList { { "gateway.safety.policy", policy.Owner }, { "gateway.safety.subject", subject }, { "gateway.safety.category", category } });

    internal void NotJudged(SafetyPolicy policy, string subject) => _failures.Add(1, new TagList
    {
        { "gateway.safety.policy", policy.Owner }, { "gateway.safety.subject", subject }, { "gateway.outcome", policy.Allows ? "allowed" : "refused" },
    });
}
