namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What a subscription gives access to.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ProductDefinition")]
public sealed record ProductDefinition
{
    /// <summary>API name to the aliases that may be used there; <c>*</c> stands for all, those added later included.</summary>
    [Id(0)] public required IReadOnlyDictionary<string, IReadOnlyList<string>> Apis { get; init; }

    /// <summary>Whether answers say which backend gave them, after how many attempts, and in which epoch.</summary>
    [Id(1)] public bool ShowRouting { get; init; }

    /// <summary>Of the calls of its subscriptions. All must pass.</summary>
    [Id(2)] public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    /// <summary>Null: no text of its calls is logged.</summary>
    [Id(40)] public LoggingDefinition? Logging { get; init; }
}
