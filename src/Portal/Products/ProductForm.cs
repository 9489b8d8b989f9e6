using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Products;

/// <summary>A product as its page shows it. What the page does not show stays as it is.</summary>
internal sealed class ProductForm
{
    private readonly JsonObject _definition;

    /// <param name="apis">All APIs that there are.</param>
    public ProductForm(JsonObject? definition, IEnumerable<string> apis)
    {
        _definition = definition?.DeepClone().AsObject() ?? [];
        var granted = _definition["apis"] as JsonObject ?? [];
        Apis = [.. apis.Union(granted.Select(entry => entry.Key)).Select(api => new Grant(api)
        {
            IsGranted = granted.ContainsKey(api),
            Aliases = granted[api] is JsonArray aliases ? string.Join(", ", aliases.Select(alias => $"{alias}")) : "*",
        })];
        ShowRouting = (bool?)_definition["showRouting"] ?? false;
        NeedsApproval = (bool?)_definition["approval"] ?? false;
        IsOpen = (bool?)_definition["open"] ?? false;
        Limits = [.. Portal.Limits.LimitForm.Read(_definition)];
    }

    public IReadOnlyList<Grant> Apis { get; }

    public bool ShowRouting { get; set; }

    /// <summary>Whether new subscriptions wait until somebody activates them.</summary>
    public bool NeedsApproval { get; set; }

    /// <summary>Whether calls without a key are taken.</summary>
    public bool IsOpen { get; set; }

    public List<Portal.Limits.LimitForm> Limits { get; }

    public JsonObject ToJson()
    {
        var definition = _definition.DeepClone().AsObject();
        definition["apis"] = new JsonObject(Apis.Where(grant => grant.IsGranted).Select(grant => KeyValuePair.Create(
            grant.Api,
            (JsonNode?)new JsonArray([.. (grant.Aliases ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(alias => (JsonNode)JsonValue.Create(alias))]))));
        definition["showRouting"] = ShowRouting;
        definition["approval"] = NeedsApproval;
        definition["open"] = IsOpen;
        if (Limits.Count > 0 || definition["limits"] is not null)
        {
            definition["limits"] = new JsonArray([.. Limits.Select(limit => (JsonNode)limit.ToJson())]);
        }

        return definition;
    }

    internal sealed class Grant(string api)
    {
        public string Api => api;

        public bool IsGranted { get; set; }

        /// <summary>Separated by commas; <c>*</c> stands for all.</summary>
        public string Aliases { get; set; } = "*";
    }
}
