using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Circuits;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>backends.*.circuit</c>, and what stands beside it about calls at once.</summary>
internal static class CircuitSection
{
    private const int MostRules = 20;
    private const int MostCalls = 10_000;

    /// <returns>Null when the circuit is that of a backend which says nothing about it.</returns>
    public static CircuitDefinition? Read(Node? node)
    {
        if (node?.Section(Shape.Circuit) is not { } section)
        {
            return null;
        }

        var defaults = new CircuitDefinition();
        var circuit = new CircuitDefinition
        {
            Enabled = section["enabled"]?.Flag() ?? defaults.Enabled,
            Rules = Rules(section["rules"]),
            Trip = section["trip"]?.Duration() ?? defaults.Trip,
            MaxTrip = section["maxTrip"]?.Duration() ?? defaults.MaxTrip,
            AcceptRetryAfter = section["acceptRetryAfter"]?.Flag() ?? defaults.AcceptRetryAfter,
        };
        if (circuit.Trip > circuit.MaxTrip)
        {
            (section["maxTrip"] ?? section["trip"])!.Refuse($"leaves maxTrip ({Durations.Text(circuit.MaxTrip)}) below trip ({Durations.Text(circuit.Trip)}). Raise maxTrip, or lower trip.");
        }

        if (!circuit.Enabled)
        {
            foreach (var property in (string[])["rules", "trip", "maxTrip", "acceptRetryAfter"])
            {
                section[property]?.Refuse("has no effect in a circuit that is not enabled. Remove the property.");
            }
        }

        return circuit == defaults ? null : circuit;
    }

    // Nothing is accepted and ignored.
    public static void RefuseAQueueWithoutALimit(Section backend)
    {
        foreach (var property in (string[])["maxQueue", "queueTimeout"])
        {
            if (backend["maxConcurrent"] is null)
            {
                backend[property]?.Refuse("has no effect without maxConcurrent. Add that, or remove the property.");
            }
        }
    }

    private static List<CircuitRuleDefinition>? Rules(Node? node)
    {
        if (node?.Items() is not { } items)
        {
            return null;
        }

        if (items.Count > MostRules)
        {
            node.Refuse($"has {items.Count} entries. Use at most {MostRules}.");
        }

        return [.. items.Take(MostRules).Select(Rule).OfType<CircuitRuleDefinition>()];
    }

    private static CircuitRuleDefinition? Rule(Node node)
    {
        if (node.Section(Shape.CircuitRule) is not { } section)
        {
            return null;
        }

        var defaults = new CircuitRuleDefinition();
        var (failures, percent) = (section["failures"], section["percent"]);
        if (failures is null == percent is null)
        {
            node.Refuse("needs one of failures and percent: how many failures, or which share of the calls, opens the circuit.");
        }

        if (percent is not null)
        {
            section.Required("interval", "the time over which the share counts, for example \"00:01:00\"");
        }
        else
        {
            section["minimumCalls"]?.Refuse("has no effect without percent. Remove the property.");
        }

        return new CircuitRuleDefinition
        {
            Failures = failures?.Number(1, MostCalls),
            Percent = percent?.Number(1, 100),
            MinimumCalls = section["minimumCalls"]?.Number(1, MostCalls) ?? defaults.MinimumCalls,
            Interval = section["interval"]?.Duration(),
            Statuses = Words(section["statuses"], Status),
            Errors = Words(section["errors"], item => item.Word(FailureWords.Table)),
        };
    }

    private static List<string> Words(Node? node, Func<Node, string?> read)
    {
        var words = new List<string>();
        foreach (var item in node?.Items() ?? [])
        {
            if (read(item) is not { } word)
            {
                continue;
            }

            if (words.Contains(word))
            {
                item.Refuse("is there twice. Keep one of the two.");
            }
            else
            {
                words.Add(word);
            }
        }

        return words;
    }

    private static string? Status(Node node)
    {
        var text = node.RawText();
        if (text is null || StatusRange.Read(text) is not null)
        {
            return text;
        }

        node.Refuse("is not a status of an error. Write one such as \"429\", \"5xx\" or \"500-504\" in each entry, from 400 to 599.");
        return null;
    }
}
