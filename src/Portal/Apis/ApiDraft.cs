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

    /// <summary>How often it is tried again where others have changed the configuration between the look and the write.</summary>
    private const int MostAgain = 3;

    /// <summary>All but the subscription is there.</summary>
    public bool IsMade { get; private set; }

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
        ["safety"] = Safety?.ToJson(withKey: false), ["subscription"] = WithSubscription, ["made"] = IsMade,
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
        IsMade = (bool?)typed["made"] ?? false,
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

    /// <summary>A line that says one thing and not the other; null where there is none.</summary>
    public AliasRow? Half => Aliases.FirstOrDefault(row => row.Name.Trim().Length > 0 && string.IsNullOrEmpty(row.Backend));

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

            api["aliases"] = AliasesJson;
            var document = new JsonObject { ["apis"] = new JsonObject { [Name] = api } };
            if (Product is NewProduct)
            {
                document["products"] = new JsonObject { [ProductName] = NewProductJson };
            }

            return document;
        }
    }

    private JsonObject AliasesJson => new(Named.GroupBy(row => row.Name.Trim()).Select(group => KeyValuePair.Create(group.Key, (JsonNode?)Alias(group))));

    /// <summary>Rows with one name are one alias: the first is tried first.</summary>
    public static JsonObject Alias(IEnumerable<AliasRow> rows) => new()
    {
        ["targets"] = new JsonArray([.. rows.DistinctBy(row => row.Backend).Select((row, at) => (JsonNode)new JsonObject { ["backend"] = row.Backend, ["priority"] = at + 1 })]),
    };

    /// <summary>Makes the API, its aliases and its product in one write, or nothing of them; then the subscription, whose keys only its own write gives.</summary>
    /// <param name="keys">Of the new subscription.</param>
    internal async Task<Problem?> CreateAsync(AdminClient admin, Action<JsonObject?> keys)
    {
        if (!IsMade)
        {
            if (await MakeAsync(admin) is { } problem)
            {
                return problem;
            }

            IsMade = true;
        }

        if (!WithSubscription)
        {
            return null;
        }

        var made = await admin.PutAsync(AdminPath.Of("subscriptions", SubscriptionName), new JsonObject { ["product"] = ProductName }, null);
        keys(made.Body?["keys"] as JsonObject);
        return made.Problem is { } why
            ? why with { Title = "The API was created, its subscription was not", Detail = $"{(made.IsStale ? $"There is a subscription '{SubscriptionName}' already." : why.Sentence)} Create again for the subscription alone, or go without it." }
            : null;
    }

    private async Task<Problem?> MakeAsync(AdminClient admin)
    {
        for (var again = 0; ; again++)
        {
            var present = await admin.GetAsync("config");
            if (!present.IsSuccess)
            {
                return present.Problem;
            }

            var document = present.Body!;
            if (Into(document) is { } taken)
            {
                return taken;
            }

            var made = await admin.PutAsync("config", document, present.ETag);
            if (!made.IsStale || again == MostAgain)
            {
                return made.Problem;
            }
        }
    }

    /// <summary>Adds all of it to a document.</summary>
    /// <returns>Why not, where that would change what others have made.</returns>
    internal Problem? Into(JsonObject document)
    {
        var (apis, products) = (Section(document, "apis"), Section(document, "products"));
        if (apis.ContainsKey(Name) || (Product is NewProduct && products.ContainsKey(ProductName)))
        {
            return new Problem(412, "There is such a name", $"{(apis.ContainsKey(Name) ? "An API" : "A product")} called '{Name}' is there already. Choose another display name.", []);
        }

        if (Product is not NewProduct && products[ProductName] is not JsonObject)
        {
            return new Problem(404, "The product is gone", $"There is no product '{ProductName}' any more. Choose another.", []);
        }

        var api = Api;
        api["aliases"] = AliasesJson;
        apis[Name] = api;
        if (Product is NewProduct)
        {
            products[ProductName] = NewProductJson;
        }
        else
        {
            Section(products[ProductName]!.AsObject(), "apis")[Name] = new JsonArray("*");
        }

        return null;
    }

    private static JsonObject Section(JsonObject document, string name)
    {
        if (document[name] is not JsonObject section)
        {
            document[name] = section = [];
        }

        return section;
    }
}

/// <summary>One line of the second step.</summary>
internal sealed class AliasRow
{
    public string Name { get; set; } = "";

    public string? Backend { get; set; }
}
