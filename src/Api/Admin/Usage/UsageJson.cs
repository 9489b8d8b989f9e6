using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Silo.Usage;

namespace Orleans.Gateway.Api.Admin.Usage;

/// <summary>A page of usage, and the sum of all pages.</summary>
internal static class UsageJson
{
    public static IResult Of(UsageQuestion question, IReadOnlyList<UsageLine> lines, int skipped, int limit) => AdminJson.Result(json =>
    {
        json.WriteStartObject();
        json.WriteString("from"u8, question.From);
        json.WriteString("to"u8, question.To);
        json.WriteStartArray("items"u8);
        foreach (var line in lines.Skip(skipped).Take(limit))
        {
            json.WriteStartObject();
            for (var at = 0; at < question.By.Count; at++)
            {
                json.WriteString(UsageColumns.Name(question.By[at]), line.Keys[at]);
            }

            Write(json, line.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("total"u8);
        Write(json, lines.Aggregate(default(UsageCounts), (sum, line) => sum + line.Counts));
        json.WriteEndObject();
        if (skipped < lines.Count - limit)
        {
            json.WriteString("next"u8, (skipped + limit).ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, in UsageCounts counts)
    {
        foreach (var (name, value) in UsageColumns.Numbers)
        {
            json.WriteNumber(name, value(counts));
        }

        json.WriteNumber("cost"u8, UsageColumns.Cost(counts));
    }
}
