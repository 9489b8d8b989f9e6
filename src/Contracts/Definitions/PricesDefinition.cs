namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What a backend's tokens cost, in units of the operator's currency per million tokens. From 0 to 1,000,000, with at most 6 decimals.</summary>
[GenerateSerializer, Immutable, Alias("gateway.PricesDefinition")]
public sealed record PricesDefinition
{
    /// <summary>Of the prompt's tokens, those apart that have a price of their own.</summary>
    [Id(0)] public required decimal Input { get; init; }

    /// <summary>Of the answer's tokens, reasoning included.</summary>
    [Id(1)] public required decimal Output { get; init; }

    /// <summary>Of the prompt's tokens that the provider had in its cache.</summary>
    /// <value>Default null: as <see cref="Input"/>.</value>
    [Id(2)] public decimal? Cached { get; init; }

    /// <summary>Of the prompt's tokens that the provider wrote to its cache.</summary>
    /// <value>Default null: as <see cref="Input"/>.</value>
    [Id(3)] public decimal? CacheWrite { get; init; }
}
