using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>backends.*.prices</c>.</summary>
internal static class PricesSection
{
    /// <summary>For a million tokens, in units of any currency.</summary>
    private const decimal Most = 1_000_000;

    public static PricesDefinition? Read(Node? node) => node?.Section(Shape.Prices) is not { } section ? null : new PricesDefinition
    {
        Input = section.Required("input", "what a million tokens of the prompt cost")?.Amount(0, Most) ?? 0,
        Output = section.Required("output", "what a million tokens of the answer cost")?.Amount(0, Most) ?? 0,
        Cached = section["cached"]?.Amount(0, Most),
        CacheWrite = section["cacheWrite"]?.Amount(0, Most),
    };
}
