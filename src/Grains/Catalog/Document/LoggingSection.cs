using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Prompts;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads and writes <c>products.*.logging</c>.</summary>
internal static class LoggingSection
{
    private const int MostPatterns = 20;
    private const int MostBytes = 65_536;

    public static LoggingDefinition? Read(Node? node)
    {
        if (node?.Section(Shape.Logging) is not { } section)
        {
            return null;
        }

        var definition = new LoggingDefinition
        {
            Prompts = section["prompts"]?.Flag() ?? false,
            Completions = section["completions"]?.Flag() ?? false,
            MaxBytes = section["maxBytes"]?.Number(1, MostBytes) ?? new LoggingDefinition().MaxBytes,
            Redact = Patterns(section["redact"]),
        };
        if (definition is { Prompts: false, Completions: false })
        {
            node.Refuse("logs nothing. Set prompts or completions to true, or remove it.");
        }

        return definition;
    }

    public static void WriteLogging(this Utf8JsonWriter json, LoggingDefinition? logging)
    {
        if (logging is null)
        {
            return;
        }

        json.WriteStartObject("logging");
        json.WriteFlag("prompts", logging.Prompts, false);
        json.WriteFlag("completions", logging.Completions, false);
        json.WriteNumber("maxBytes", logging.MaxBytes, new LoggingDefinition().MaxBytes);
        if (logging.Redact.Count > 0)
        {
            json.WriteTexts("redact", logging.Redact);
        }

        json.WriteEndObject();
    }

    private static List<string> Patterns(Node? node)
    {
        var patterns = new List<string>();
        var items = node?.Items() ?? [];
        if (items.Count > MostPatterns)
        {
            node!.Refuse($"has {items.Count} entries. Use at most {MostPatterns}.");
        }

        foreach (var item in items.Take(MostPatterns))
        {
            if (item.RawText() is not { } pattern)
            {
                continue;
            }

            if (PromptPlan.Problem(pattern) is { } problem)
            {
                item.Refuse(problem);
            }

            patterns.Add(pattern);
        }

        return patterns;
    }
}
