using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>A backend, ready to be called: its address resolved, its credential opened, its connections at hand.</summary>
public sealed class BackendView
{
    public required string Id { get; init; }

    public required long Version { get; init; }

    public required BackendDefinition Definition { get; init; }

    public required IBackendFormat Format { get; init; }

    public required Uri Url { get; init; }

    /// <summary>OpenTelemetry's <c>gen_ai.provider.name</c>, as far as the URL tells.</summary>
    public required string Provider { get; init; }

    /// <summary>Credential and static headers, in clear. Never logged, never shown, never sent to another process.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Headers whose values come from elsewhere and change: access tokens, secrets of a key vault.</summary>
    internal IReadOnlyList<KeyValuePair<string, RefreshedValue>> FetchedHeaders { get; init; } = [];

    /// <summary>Whether answers are read on when their client has left.</summary>
    internal bool Drains { get; init; }

    internal HttpMessageInvoker Client { get; init; } = null!;

    /// <summary>Whether calls may go out now, and what became of those that did.</summary>
    public required Gate Gate { get; init; }

    /// <summary>What each attempt has to pass; null for nothing.</summary>
    internal LimitPlan? Limits { get; init; }

    /// <summary>Null: its tokens cost nothing.</summary>
    internal TokenPrices? Prices { get; init; }

    /// <summary>Whether its tokens cost anything.</summary>
    internal bool CanCost => Prices is { AreZero: false };

    /// <summary>What the format keeps for this backend between calls, for example what the model can do.</summary>
    internal object? FormatState { get; init; }
}
