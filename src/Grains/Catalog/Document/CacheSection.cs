using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads and writes <c>products.*.cache</c>.</summary>
internal static class CacheSection
{
    private const long LeastBytes = 64 * 1024;
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    public static CacheDefinition? Read(Node? node)
    {
        if (node?.Section(Shape.Cache) is not { } section)
        {
            return null;
        }

        var defaults = new CacheDefinition { Ttl = default };
        return new CacheDefinition
        {
            Ttl = section.Required("ttl", "how long an answer is given again, for example \"00:10:00\"")?.Duration() ?? default,
            MaxBytes = section["maxBytes"]?.LongNumber(LeastBytes, MostBytes) ?? defaults.MaxBytes,
            SingleFlight = section["singleFlight"]?.Flag() ?? defaults.SingleFlight,
        };
    }

    public static void WriteCache(this Utf8JsonWriter json, CacheDefinition? cache)
    {
        if (cache is null)
        {
            return;
        }

        var defaults = new CacheDefinition { Ttl = default };
        json.WriteStartObject("cache");
        json.WriteTime("ttl", cache.Ttl, null);
        if (cache.MaxBytes != defaults.MaxBytes)
        {
            json.WriteNumber("maxBytes", cache.MaxBytes);
        }

        json.WriteFlag("singleFlight", cache.SingleFlight, defaults.SingleFlight);
        json.WriteEndObject();
    }
}
