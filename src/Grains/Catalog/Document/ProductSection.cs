using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>products.*</c>.</summary>
internal static class ProductSection
{
    private const string All = "*";
    private const string Example = "the APIs that it gives access to, for example { \"llm\": [\"*\"] }";

    /// <param name="apis">The names of the aliases of each API.</param>
    public static ProductDefinition? Read(Node node, IReadOnlyDictionary<string, IReadOnlyCollection<string>> apis)
    {
        if (node.Section(Shape.Product) is not { } section)
        {
            return null;
        }

        var limits = LimitSection.Read(section["limits"]);
        var logging = LoggingSection.Read(section["logging"]);
        var showRouting = section["showRouting"]?.Flag() ?? false;
        if (section.Required("apis", Example) is not { } map)
        {
            return null;
        }

        // Whether the API exists is said below, with a suggestion; how names are spelled was said where it is defined.
        var read = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (api, list) in map.Entries(_ => null))
        {
            if (!apis.TryGetValue(api, out var aliases))
            {
                list.Refuse($"there is no API {DocumentPath.Quote(api)}. {Spelling.Hint(api, apis.Keys.ToList(), "Add it to apis.")}");
            }

            read[api] = Aliases(list, aliases);
        }

        if (read.Count == 0 && map.Json.ValueKind is System.Text.Json.JsonValueKind.Object)
        {
            map.Refuse($"is empty. Add {Example}.");
        }

        return new ProductDefinition { Apis = read, ShowRouting = showRouting, Limits = limits, Logging = logging };
    }

    private static List<string> Aliases(Node list, IReadOnlyCollection<string>? known)
    {
        var read = new List<string>();
        var seen = new HashSet<string>();
        var items = list.Items();
        foreach (var item in items ?? [])
        {
            var alias = item.RawText();
            if (alias is null)
            {
                continue;
            }

            if (alias != All && known?.Contains(alias) is false)
            {
                item.Refuse($"the API has no alias {DocumentPath.Quote(alias)}. {Spelling.Hint(alias, known, "Write \"*\" for all aliases, those added later included.")}");
            }
            else if (seen.Contains(alias) || seen.Contains(All) || (alias == All && read.Count > 0))
            {
                item.Refuse("is covered by another entry of this list. Keep one of the two.");
            }

            seen.Add(alias);
            read.Add(alias);
        }

        if (items is { Count: 0 })
        {
            list.Refuse("is empty. Write the names of aliases, or [\"*\"] for all.");
        }

        return read;
    }
}
