using System.Globalization;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Products;

/// <summary>The properties <c>cache</c> and <c>logging</c> of a product as their form shows them.</summary>
public sealed class AnswersForm
{
    private const int Mebi = 1024 * 1024;

    public AnswersForm(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var (cache, logging) = (definition["cache"], definition["logging"]);
        IsCached = cache is not null;
        Ttl = (string?)cache?["ttl"] ?? "00:10:00";
        MaxMebibytes = (((double?)cache?["maxBytes"] ?? (16 * Mebi)) / Mebi).ToString("0.####", CultureInfo.InvariantCulture);
        SingleFlight = (bool?)cache?["singleFlight"] ?? false;
        Prompts = (bool?)logging?["prompts"] ?? false;
        Completions = (bool?)logging?["completions"] ?? false;
        MaxBytes = (int?)logging?["maxBytes"] ?? 4096;
        Redact = string.Join('\n', ((logging?["redact"] as JsonArray) ?? []).Select(pattern => $"{pattern}"));
    }

    public bool IsCached { get; set; }

    /// <summary>As hh:mm:ss.</summary>
    public string Ttl { get; set; }

    public string MaxMebibytes { get; set; }

    public bool SingleFlight { get; set; }

    public bool Prompts { get; set; }

    public bool Completions { get; set; }

    public int MaxBytes { get; set; }

    /// <summary>One regular expression on each line.</summary>
    public string Redact { get; set; }

    public string? Mistake => IsCached && Bytes is null ? $"'{MaxMebibytes}' is no number of mebibytes above 0." : null;

    /// <summary>The definition with what the form says.</summary>
    public JsonObject Into(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var product = definition.DeepClone().AsObject();
        product.Remove("cache");
        product.Remove("logging");
        if (IsCached)
        {
            product["cache"] = new JsonObject { ["ttl"] = Ttl.Trim(), ["maxBytes"] = Bytes, ["singleFlight"] = SingleFlight };
        }

        if (Prompts || Completions)
        {
            var logging = new JsonObject { ["prompts"] = Prompts, ["completions"] = Completions, ["maxBytes"] = MaxBytes };
            var patterns = (Redact ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (patterns.Length > 0)
            {
                logging["redact"] = new JsonArray([.. patterns.Select(pattern => (JsonNode)pattern)]);
            }

            product["logging"] = logging;
        }

        return product;
    }

    private long? Bytes => double.TryParse(MaxMebibytes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size) && size is > 0 and < 1_000_000 ? (long)Math.Round(size * Mebi) : null;
}
