using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Backends;

/// <summary>A backend as the pane shows it. What the pane does not show stays as it is.</summary>
public sealed class BackendForm
{
    private static readonly string[] Shown = ["format", "url", "model", "credentials", "prices", "onDisconnect", "maxConcurrent", "contextWindow"];

    public static IReadOnlyList<string> Formats { get; } = ["openai", "anthropic", "echo"];

    public static string Label(string? format) => format switch { "openai" => "OpenAI Chat Completions", "anthropic" => "Anthropic Messages", "echo" => "Echo (built in, needs no provider)", _ => format ?? "" };

    public string Name { get; set; } = "";

    public string Format { get; set; } = "openai";

    public string Url { get; set; } = "";

    public string Model { get; set; } = "";

    public SignInBy SignIn { get; set; } = SignInBy.Header;

    /// <summary>Of a million tokens, in units of a currency. Empty: none.</summary>
    public string InputPrice { get; set; } = "";

    public string OutputPrice { get; set; } = "";

    public string CachedPrice { get; set; } = "";

    public string CacheWritePrice { get; set; } = "";

    /// <summary>What becomes of an answer whose client leaves: <c>cancel</c> or <c>drain</c>.</summary>
    public string OnDisconnect { get; set; } = "cancel";

    public string MaxConcurrent { get; set; } = "";

    public string ContextWindow { get; set; } = "";

    /// <summary>The properties that have no field, as JSON.</summary>
    [JsonIgnore]
    public RestOfJson Rest { get; set; } = new(null, Shown);

    /// <summary>The mistakes that can be seen here; the admin API finds the others.</summary>
    [JsonIgnore]
    public string? Mistake =>
        new[] { InputPrice, OutputPrice, CachedPrice, CacheWritePrice }.FirstOrDefault(text => text.Trim().Length > 0 && Price(text) is null) is { } price ? $"'{price}' is no price. Write it with a point, such as 2.50, without a currency."
        : (InputPrice.Trim().Length == 0) != (OutputPrice.Trim().Length == 0) || (InputPrice.Trim().Length == 0 && (CachedPrice + CacheWritePrice).Trim().Length > 0) ? "Prices need one of the prompt's tokens and one of the answer's."
        : new[] { MaxConcurrent, ContextWindow }.FirstOrDefault(text => text.Trim().Length > 0 && Count(text) is null) is { } count ? $"'{count}' is no whole number above 0."
        : Rest.Mistake;

    public string HeaderName { get; set; } = "Authorization";

    /// <summary>The secret or a reference; empty leaves what is there. In no draft.</summary>
    [JsonIgnore]
    public string HeaderValue { get; set; } = "";

    public string Resource { get; set; } = "https://cognitiveservices.azure.com";

    public string ClientId { get; set; } = "";

    /// <summary>What is known of the credential that is there: it comes back as a mask or a reference, never as itself.</summary>
    [JsonInclude]
    public string? Present { get; private set; }

    public static BackendForm Of(string name, JsonObject definition)
    {
        var credentials = definition["credentials"];
        var (header, identity) = (credentials?["header"], credentials?["managedIdentity"]);
        return new BackendForm
        {
            Name = name,
            Format = (string?)definition["format"] ?? "openai",
            Url = (string?)definition["url"] ?? "",
            Model = (string?)definition["model"] ?? "",
            InputPrice = $"{definition["prices"]?["input"]}",
            OutputPrice = $"{definition["prices"]?["output"]}",
            CachedPrice = $"{definition["prices"]?["cached"]}",
            CacheWritePrice = $"{definition["prices"]?["cacheWrite"]}",
            OnDisconnect = (string?)definition["onDisconnect"] ?? "cancel",
            MaxConcurrent = $"{definition["maxConcurrent"]}",
            ContextWindow = $"{definition["contextWindow"]}",
            Rest = new RestOfJson(definition, Shown),
            SignIn = identity is not null ? SignInBy.ManagedIdentity : header is not null ? SignInBy.Header : SignInBy.Nothing,
            HeaderName = (string?)header?["name"] ?? "Authorization",
            Present = header?["value"] switch
            {
                JsonValue text => (string?)text,
                JsonObject mask => $"configured, fingerprint {mask["fingerprint"]}",
                _ => null,
            },
            Resource = (string?)identity?["resource"] ?? "https://cognitiveservices.azure.com",
            ClientId = (string?)identity?["clientId"] ?? "",
        };
    }

    /// <summary>The header that providers of the format take a key in, for a URL that tells.</summary>
    public void GuessHeader()
    {
        if (HeaderName is "Authorization" or "api-key" or "x-api-key" or "")
        {
            HeaderName = Format is "anthropic" ? "x-api-key" : Url.Contains(".azure.com", StringComparison.OrdinalIgnoreCase) ? "api-key" : "Authorization";
        }
    }

    /// <param name="before">The definition that is changed; null for a new one.</param>
    public JsonObject ToJson(JsonObject? before)
    {
        var definition = Rest.Merge(before);
        definition["format"] = Format;
        Set(definition, "url", Format is "echo" ? "" : Url.Trim());
        Set(definition, "model", Model.Trim());
        Set(definition, "onDisconnect", OnDisconnect is "drain" && Format is not "echo" ? "drain" : "");
        SetNumber(definition, "maxConcurrent", Count(MaxConcurrent));
        SetNumber(definition, "contextWindow", Count(ContextWindow));
        if (Price(InputPrice) is { } input && Price(OutputPrice) is { } output)
        {
            var prices = new JsonObject { ["input"] = input, ["output"] = output };
            SetNumber(prices, "cached", Price(CachedPrice));
            SetNumber(prices, "cacheWrite", Price(CacheWritePrice));
            definition["prices"] = prices;
        }
        else
        {
            definition.Remove("prices");
        }

        // Left out, they stay as they are, to the byte; null takes them away.
        definition.Remove("credentials");
        if (SignIn is SignInBy.Nothing || Format is "echo")
        {
            if (before?["credentials"] is not null)
            {
                definition["credentials"] = null;
            }
        }
        else if (Credentials() is { } credentials)
        {
            definition["credentials"] = credentials;
        }

        return definition;
    }

    private JsonObject? Credentials() => SignIn switch
    {
        SignInBy.Header when HeaderValue.Trim() is { Length: > 0 } value => new() { ["header"] = new JsonObject { ["name"] = HeaderName.Trim(), ["value"] = WithScheme(value) } },
        SignInBy.ManagedIdentity => new()
        {
            ["managedIdentity"] = ClientId.Trim() is { Length: > 0 } client
                ? new JsonObject { ["resource"] = Resource.Trim(), ["clientId"] = client }
                : new JsonObject { ["resource"] = Resource.Trim() },
        },
        _ => null,
    };

    // People paste the key alone; the header wants a scheme before it.
    private string WithScheme(string value) =>
        HeaderName.Trim().Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !value.Contains(' ', StringComparison.Ordinal) ? $"Bearer {value}" : value;

    private static decimal? Price(string? text) => decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) ? price : null;

    private static decimal? Count(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static void SetNumber(JsonObject definition, string property, decimal? value)
    {
        if (value is not null)
        {
            definition[property] = value;
        }
        else
        {
            definition.Remove(property);
        }
    }

    private static void Set(JsonObject definition, string property, string value)
    {
        if (value.Length > 0)
        {
            definition[property] = value;
        }
        else
        {
            definition.Remove(property);
        }
    }
}

public enum SignInBy
{
    Nothing,
    Header,
    ManagedIdentity,
}
