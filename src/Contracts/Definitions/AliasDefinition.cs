namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What one client-facing model name of an API means.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AliasDefinition")]
public sealed record AliasDefinition
{
    /// <summary>At least one.</summary>
    [Id(0)] public required IReadOnlyList<TargetDefinition> Targets { get; init; }

    /// <summary>Acts at those targets whose format is translated.</summary>
    [Id(1)] public TranslationDefinition Translation { get; init; } = new();

    [Id(2)] public RoutingDefinition Routing { get; init; } = new();

    /// <summary>Fields of a request that are filled in where the client left them out: a JSON object. Null: none.</summary>
    [Id(3)] public string? Defaults { get; init; }

    /// <summary>Fields of a request that replace the client's: a JSON object. Null: none.</summary>
    [Id(4)] public string? Forced { get; init; }

    /// <summary>The rollout that is under way; null: none. A write of the alias ends it.</summary>
    [Id(5)] public RolloutDefinition? Rollout { get; init; }

    /// <summary>What its calls may spend, beside the limits of everything else that they belong to.</summary>
    [Id(6)] public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    /// <summary>What its calls may not say, instead of what its API forbids; what a product forbids holds all the same. Null: what the API forbids.</summary>
    [Id(7)] public ContentSafetyDefinition? ContentSafety { get; init; }
}

/// <summary>A backend inside an alias.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TargetDefinition")]
public sealed record TargetDefinition
{
    /// <summary>The backend's id.</summary>
    [Id(0)] public required string Backend { get; init; }

    /// <summary>Targets with 1 are tried first, then those with 2, and so on.</summary>
    /// <value>Default 1; from 1 to 100.</value>
    [Id(1)] public int Priority { get; init; } = 1;

    /// <summary>The share of the first attempts within its priority; with <c>latency</c>, that of being looked at. 0: only when no other target of its priority is left.</summary>
    /// <value>Default 100; from 0 to 1,000.</value>
    [Id(2)] public int Weight { get; init; } = 100;
}
