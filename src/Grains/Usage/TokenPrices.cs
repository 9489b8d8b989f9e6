using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>What a backend's tokens cost, ready for calls. Never changes.</summary>
internal sealed class TokenPrices
{
    /// <summary>Prices are kept exactly: with six decimals for a million tokens, one token costs whole millionths of a millionth.</summary>
    private const decimal PerToken = 1_000_000m;

    /// <summary>A token's prices are in millionths of a millionth, a cost is in thousand millionths.</summary>
    private const long PerCost = 1_000;

    private readonly long _input;
    private readonly long _output;
    private readonly long _cached;
    private readonly long _cacheWrite;

    private TokenPrices(PricesDefinition prices)
    {
        _input = (long)(prices.Input * PerToken);
        _output = (long)(prices.Output * PerToken);
        _cached = (long)((prices.Cached ?? prices.Input) * PerToken);
        _cacheWrite = (long)((prices.CacheWrite ?? prices.Input) * PerToken);
    }

    /// <summary>Null where there are none: nothing costs anything.</summary>
    public static TokenPrices? Of(PricesDefinition? prices) => prices is null ? null : new(prices);

    /// <summary>Whether nothing costs anything by them.</summary>
    public bool AreZero => (_input | _output | _cached | _cacheWrite) == 0;

    /// <summary>In thousand millionths of a currency unit; the rest of a division counts in full.</summary>
    public long Of(in TokenUsage usage)
    {
        var plain = Math.Max(0, usage.Prompt - usage.CacheRead - usage.CacheWrite);
        var cost = ((Int128)plain * _input) + ((Int128)usage.CacheRead * _cached) + ((Int128)usage.CacheWrite * _cacheWrite) + ((Int128)usage.Completion * _output);
        return (long)Int128.Min((cost + PerCost - 1) / PerCost, long.MaxValue / 2);
    }
}
