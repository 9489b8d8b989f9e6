using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Tokens;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>Counts what calls used, each attempt and each call once: for the metrics, and for the owners of the usage. Thread-safe. Owned by the process, not by its silo.</summary>
public sealed class CallUsages(UsageOutbox outbox, UsageMetrics metrics, TokenCounter tokens, TimeProvider time)
{
    internal CallUsage Begin(AliasView alias, CallRequest request) => new(alias, request, tokens);

    internal void Attempted(in UsageOwner owner, BackendView backend, CallRequest request, in AttemptUsage used)
    {
        var counted = used.Tokens;
        if (counted.Total == 0 && used.Cost == 0)
        {
            return;
        }

        outbox.Add(owner.Subscription, Cell(owner, backend.Id), new(
            0, 0, counted.Prompt, counted.Completion, counted.CacheRead, counted.CacheWrite, counted.Reasoning, used.IsEstimated ? counted.Total : 0, used.Cost));
        metrics.Attempted(owner, backend, request, used);
    }

    /// <param name="backend">Of its last attempt; null when there was none.</param>
    internal void Called(in UsageOwner owner, string? backend, bool hasFailed) =>
        outbox.Add(owner.Subscription, Cell(owner, backend ?? ""), new(1, hasFailed ? 1 : 0, 0, 0, 0, 0, 0, 0, 0));

    private UsageCell Cell(in UsageOwner owner, string backend) =>
        new(UsageCell.HourOf(time.GetUtcNow()), owner.Product, owner.Api, owner.Alias, backend);
}

/// <summary>Whose call it was.</summary>
internal readonly record struct UsageOwner(string Subscription, string Product, string Api, string Alias, MetricsPlan Metrics);
