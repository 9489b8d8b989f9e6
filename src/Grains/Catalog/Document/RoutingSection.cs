using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads and writes what an alias says about the choice of its targets. Its properties stand beside the targets.</summary>
internal static class RoutingSection
{
    private const int MostAttempts = 10;

    public static RoutingDefinition Read(Section section)
    {
        var defaults = new RoutingDefinition();
        return new RoutingDefinition
        {
            Strategy = section["strategy"]?.Word(ChoosingWords.Strategies) ?? defaults.Strategy,
            Affinity = section["affinity"]?.Word(ChoosingWords.Affinity),
            MaxAttempts = section["maxAttempts"]?.Number(1, MostAttempts) ?? defaults.MaxAttempts,
            Panic = section["panic"]?.Flag() ?? defaults.Panic,
        };
    }

    /// <summary>What has its default is left out.</summary>
    public static void WriteRouting(this Utf8JsonWriter json, RoutingDefinition routing)
    {
        var defaults = new RoutingDefinition();
        json.WriteWord("strategy", routing.Strategy, defaults.Strategy);
        json.WriteText("affinity", routing.Affinity);
        json.WriteNumber("maxAttempts", routing.MaxAttempts, defaults.MaxAttempts);
        json.WriteFlag("panic", routing.Panic, defaults.Panic);
    }
}
