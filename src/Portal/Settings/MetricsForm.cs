using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Settings;

/// <summary>The section <c>metrics</c> of the document as its form shows it.</summary>
public sealed class MetricsForm
{
    public const int Most = 5;
    public const int DefaultValues = 100;
    public const int DefaultSubscriptions = 100;

    public MetricsForm(JsonObject? metrics)
    {
        Dimensions = [.. ((metrics?["dimensions"] as JsonObject) ?? []).Select(entry => DimensionForm.Of(entry.Key, $"{entry.Value}", metrics!["values"]?[entry.Key] as JsonArray))];
        MaxValues = (int?)metrics?["maxValues"] ?? DefaultValues;
        Subscriptions = (int?)metrics?["subscriptions"] ?? DefaultSubscriptions;
    }

    public List<DimensionForm> Dimensions { get; }

    public int MaxValues { get; set; }

    public int Subscriptions { get; set; }

    /// <summary>What would be lost without a word otherwise; everything else the admin API says.</summary>
    public string? Mistake =>
        Dimensions.Any(one => one.Label.Trim().Length == 0 || one.Name.Trim().Length == 0) ? "Every label needs a name, and the header or claim that it comes from."
        : Dimensions.GroupBy(one => one.Label.Trim()).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"The label '{twice.Key}' is there twice."
        : null;

    /// <summary>The document with what the form says, and without the section where that is nothing. Only without a <see cref="Mistake"/>.</summary>
    public JsonObject Into(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var whole = document.DeepClone().AsObject();
        var metrics = new JsonObject();
        if (Dimensions.Count > 0)
        {
            metrics["dimensions"] = new JsonObject(Dimensions.Select(one => KeyValuePair.Create(one.Label.Trim(), (JsonNode?)$"{one.Kind}:{one.Name.Trim()}")));
        }

        if (Dimensions.Where(one => one.Listed.Length > 0).ToList() is { Count: > 0 } listed)
        {
            metrics["values"] = new JsonObject(listed.Select(one => KeyValuePair.Create(one.Label.Trim(), (JsonNode?)new JsonArray([.. one.Listed.Select(value => (JsonNode)value)]))));
        }

        if (MaxValues != DefaultValues)
        {
            metrics["maxValues"] = MaxValues;
        }

        if (Subscriptions != DefaultSubscriptions)
        {
            metrics["subscriptions"] = Subscriptions;
        }

        whole.Remove("metrics");
        if (metrics.Count > 0)
        {
            whole["metrics"] = metrics;
        }

        return whole;
    }
}

/// <summary>One label of metrics.</summary>
public sealed class DimensionForm
{
    public static IReadOnlyList<string> Kinds { get; } = ["header", "claim"];

    public string Label { get; set; } = "";

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public string? Kind { get; set; } = Kinds[0];

    /// <summary>Of the header or the claim.</summary>
    public string Name { get; set; } = "";

    /// <summary>The only values, one on each line; empty: the first that come.</summary>
    public string Values { get; set; } = "";

    public string[] Listed => (Values ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static DimensionForm Of(string label, string source, JsonArray? values)
    {
        var parts = source.Split(':', 2);
        return new DimensionForm { Label = label, Kind = parts[0], Name = parts[^1], Values = string.Join('\n', (values ?? []).Select(value => $"{value}")) };
    }
}
