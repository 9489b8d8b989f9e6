using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.Limits;
using Orleans.Gateway.Portal.Safety;

namespace Orleans.Gateway.Portal.Apis;

/// <summary>What the wizard collects, and what it makes of it: an API, its aliases, a product, and a subscription of that.</summary>
internal sealed class ApiDraft
{
    /// <summary>In the list of products: make one with the name of the API.</summary>
    public const string NewProduct = "A new product";

    public string DisplayName { get; set; } = "";

    public string Path { get; set; } = "/llm/v1";

    public string? Product { get; set; } = NewProduct;

    public List<AliasRow> Aliases { get; set; } = [new()];

    public List<LimitForm> Limits { get; private set; } = [];

    /// <summary>Null: none is set up.</summary>
    public SafetyForm? Safety { get; set; }

    public bool WithSubscription { get; set; } = true;

    /// <summary>All that was typed but the key of the content safety.</summary>
    public JsonObject Typed => new()
    {
        ["displayName"] = DisplayName, ["path"] = Path, ["product"] = Product, ["aliases"] = JsonSerializer.SerializeToNode(Aliases), ["limits"] = JsonSerializer.SerializeToNode(Limits),
        ["safety"] = Safety?.ToJson(withKey: false), ["subscription"] = WithSubscription,
    };

    public static ApiDraft Of(JsonObject typed) => new()
    {
        DisplayName = (string?)typed["displayName"] ?? "",
        Path = (string?)typed["path"] ?? "",
        Product = (string?)typed["product"],
        Aliases = typed["aliases"].Deserialize<List<AliasRow>>() ?? [],
        Limits = typed["limits"].Deserialize<List<LimitForm>>() ?? [],
        Safety = typed["safety"] is { } safety ? new SafetyForm(safety) : null,
        WithSubscription = (bool?)typed["subscription"] ?? true,
    };

    /// <summary>Made of the display name: lower case, and hyphens for what a name may not hold.</summary>
    public string Name
    {
        get
        {
            var name = new StringBuilder();
            foreach (var character in DisplayName.Trim().ToLowerInvariant())
            {
                if (char.IsAsciiLetterOrDigit(character))
                {
                    name.Append(character);
                }
                else if (name.Length > 0 && name[^1] is not '-')
                {
                    name.Append('-');
                }
            }

            return name.ToString().Trim('-') is { Length: > 0 } found ? found[..Math.Min(64, found.Length)] : "llm";
        }
    }

    public string ProductName => Product is null or NewProduct ? Name : Product;

    public string SubscriptionName => $"{Name[..Math.Min(58, Name.Length)]}-first";

    public IEnumerable<AliasRow> Named => Aliases.Where(row => row.Name.Trim().Length > 0 && !string.IsNullOrEmpty(row.Backend));

    public JsonObject Api
    {
        get
        {
            var api = new JsonObject { ["path"] = Path.Trim(), ["displayName"] = DisplayName.Trim() is { Length: > 0 } shown ? shown : Name };
            if (Safety is { } safety)
            {
                api["contentSafety"] = safety.ToJson();
            }

            return api;
        }
    }

    public JsonObject NewProductJson
    {
        get
        {
            var product = new JsonObject { ["apis"] = new JsonObject { [Name] = new JsonArray("*") }, ["showRouting"] = true };
            if (Limits.Count > 0)
            {
                product["limits"] = new JsonArray([.. Limits.Select(limit => (JsonNode)limit.ToJson())]);
            }

            return product;
        }
    }

    /// <summary>All of it, as a document spells it, without the key that was typed in.</summary>
    public JsonObject Document
    {
        get
        {
            var api = Api;
            if (api["contentSafety"]?["credentials"]?["header"] is JsonObject header && !$"{header["value"]}".StartsWith("${", StringComparison.Ordinal))
            {
                header["value"] = "…";
            }

            api["aliases"] = new JsonObject(Named.GroupBy(row => row.Name.Trim()).Select(group => KeyValuePair.Create(group.Key, (JsonNode?)Alias(group))));
            var document = new JsonObject { ["apis"] = new JsonObject { [Name] = api } };
            if (Product is NewProduct)
            {
                document["products"] = new JsonObject { [ProductName] = NewProductJson };
            }

            return document;
        }
    }

    /// <summary>Rows with one name are one alias: the first is tried first.</summary>
    public static JsonObject Alias(IEnumerable<AliasRow> rows) => new()
    {
        ["targets"] = new JsonArray([.. rows.DistinctBy(row => row.Backend).Select((row, at) => (JsonNode)new JsonObject { ["backend"] = row.Backend, ["priority"] = at + 1 })]),
    };

    /// <summary>Makes everything, one after the other, and stops at the first thing that cannot be made.</summary>
    /// <param name="keys">Of the new subscription.</param>
    internal async Task<Problem?> CreateAsync(AdminClient admin, Action<JsonObject?> keys)
    {
        var made = await admin.PutAsync(AdminPath.Of("apis", Name), Api, null);
        foreach (var alias in Named.GroupBy(row => row.Name.Trim()))
        {
            made = made.IsSuccess ? await admin.PutAsync(AdminPath.Of("apis", Name, "aliases", alias.Key), Alias(alias), null) : made;
        }

        made = made.IsSuccess ? await GrantAsync(admin) : made;
        if (made.IsSuccess && WithSubscription)
        {
            made = await admin.PutAsync(AdminPath.Of("subscriptions", SubscriptionName), new JsonObject { ["product"] = ProductName }, null);
            keys(made.Body?["keys"] as JsonObject);
        }

        return made.Status is 412 ? new Problem(412, "There is such a name", $"Something called '{Name}' is there already. Choose another display name.", []) : made.Problem;
    }

    private async Task<AdminAnswer> GrantAsync(AdminClient admin)
    {
        var path = AdminPath.Of("products", ProductName);
        if (Product is NewProduct)
        {
            return await admin.PutAsync(path, NewProductJson, null);
        }

        var present = await admin.GetAsync(path);
        if (!present.IsSuccess)
        {
            return present;
        }

        var product = present.Body!.DeepClone().AsObject();
        var apis = product["apis"]!.DeepClone().AsObject();
        apis[Name] = new JsonArray("*");
        product["apis"] = apis;
        return await admin.PutAsync(path, product, present.ETag);
    }
}

/// <summary>One line of the second step.</summary>
internal sealed class AliasRow
{
    public string Name { get; set; } = "";

    public string? Backend { get; set; }
}
