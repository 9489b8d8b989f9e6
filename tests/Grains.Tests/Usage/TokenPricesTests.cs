using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Tests.Usage;

public class TokenPricesTests
{
    private static readonly PricesDefinition Prices = new() { Input = 3, Output = 15, Cached = 0.3m, CacheWrite = 3.75m };

    /// <summary>Costs in thousand millionths of a currency unit: a price of 1 for a million tokens is a thousand for one.</summary>
    public static TheoryData<PricesDefinition, TokenUsage, long> Costs => new()
    {
        { Prices, new(1_000_000, 0), 3_000_000_000 },
        { Prices, new(0, 1_000_000), 15_000_000_000 },
        { Prices, new(1_000_000, 0, CacheRead: 1_000_000), 300_000_000 },
        { Prices, new(1_000_000, 0, CacheWrite: 1_000_000), 3_750_000_000 },
        { Prices, new(1_000, 10, CacheRead: 600, CacheWrite: 100), (300 * 3_000) + (600 * 300) + (100 * 3_750) + (10 * 15_000) },
        { Prices, new(10, 5, Reasoning: 5), (10 * 3_000) + (5 * 15_000) },
        { new() { Input = 2, Output = 1 }, new(10, 0, CacheRead: 4, CacheWrite: 6), 20_000 },
        { new() { Input = 0.000001m, Output = 0 }, new(1, 0), 1 },
        { new() { Input = 0, Output = 0 }, new(1_000, 1_000), 0 },
        { new() { Input = 1_000_000, Output = 0 }, new(1_000_000_000, 0), 1_000_000_000_000_000_000 },
        // A provider that counts its cache beside the prompt takes nothing off.
        { new() { Input = 1, Output = 1, Cached = 1 }, new(10, 0, CacheRead: 30), 30_000 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public void Each_kind_of_token_has_its_price(PricesDefinition prices, TokenUsage usage, long cost) => Assert.Equal(cost, TokenPrices.Of(prices)!.Of(usage));
}
