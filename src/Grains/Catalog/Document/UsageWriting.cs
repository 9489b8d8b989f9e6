using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Writes <c>prices</c> and <c>metrics</c>. What has its default is left out.</summary>
internal static class UsageWriting
{
    public static void WritePrices(this Utf8JsonWriter json, PricesDefinition? prices)
    {
        if (prices is null)
        {
            return;
        }

        json.WriteStartObject("prices");
        json.WriteNumber("input", prices.Input);
        json.WriteNumber("output", prices.Output);
        json.WriteMoney("cached", prices.Cached);
        json.WriteMoney("cacheWrite", prices.CacheWrite);
        json.WriteEndObject();
    }

    /// <summary>Whether there is nothing to write.</summary>
    public static bool IsDefault(this MetricsDefinition metrics) =>
        metrics.Dimensions.Count + metrics.Values.Count == 0 && (metrics.MaxValues, metrics.Subscriptions) == (new MetricsDefinition().MaxValues, new MetricsDefinition().Subscriptions);

    /// <summary>The value alone, for one that has a name already.</summary>
    public static void WriteMetrics(Utf8JsonWriter json, MetricsDefinition metrics)
    {
        var defaults = new MetricsDefinition();
        json.WriteStartObject();
        if (metrics.Dimensions.Count > 0)
        {
            json.WriteMap("dimensions", metrics.Dimensions, (writer, source) => writer.WriteStringValue(source));
        }

        if (metrics.Values.Count > 0)
        {
            json.WriteStartObject("values");
            foreach (var (name, values) in metrics.Values.InOrder())
            {
                json.WriteTexts(name, values);
            }

            json.WriteEndObject();
        }

        json.WriteNumber("maxValues", metrics.MaxValues, defaults.MaxValues);
        json.WriteNumber("subscriptions", metrics.Subscriptions, defaults.Subscriptions);
        json.WriteEndObject();
    }

    /// <summary>Nothing when null.</summary>
    public static void WriteMoney(this Utf8JsonWriter json, string property, decimal? amount)
    {
        if (amount is { } value)
        {
            json.WriteNumber(property, value);
        }
    }
}
