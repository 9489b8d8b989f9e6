using System.Globalization;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Backends;

namespace Orleans.Gateway.Portal.Safety;

/// <summary>The property <c>contentSafety</c> of an API or a product as its form shows it. What would have no effect is not written, since it is refused.</summary>
public sealed class SafetyForm
{
    private const string KeyHeader = "Ocp-Apim-Subscription-Key";
    private const string DefaultResource = "https://cognitiveservices.azure.com";

    private readonly JsonNode? _credentials;

    /// <param name="definition">What is there; null for a new one.</param>
    public SafetyForm(JsonNode? definition = null)
    {
        _credentials = definition?["credentials"]?.DeepClone();
        var (header, identity) = (_credentials?["header"], _credentials?["managedIdentity"]);
        Endpoint = (string?)definition?["endpoint"] ?? "";
        SignIn = identity is null ? SignInBy.Header : SignInBy.ManagedIdentity;
        Present = header?["value"] switch { JsonValue text => (string?)text, JsonObject mask => $"configured, fingerprint {mask["fingerprint"]}", _ => null };
        Resource = (string?)identity?["resource"] ?? DefaultResource;
        ClientId = (string?)identity?["clientId"] ?? "";
        IsEight = (string?)definition?["outputType"] is "EightSeverityLevels";
        Categories = [.. SafetyCategory.All.Select(name => new SafetyCategory(name) { Threshold = (int?)definition?["categories"]?[name] ?? (definition is null ? 4 : 0) })];
        Blocklists = string.Join(", ", ((definition?["blocklists"] as JsonArray) ?? []).Select(name => $"{name}"));
        ShieldPrompt = (bool?)definition?["shieldPrompt"] ?? definition is null;
        Prompts = (bool?)definition?["prompts"] ?? true;
        Completions = (bool?)definition?["completions"] ?? false;
        WindowSize = (int?)definition?["windowSize"] ?? 1000;
        WindowOverlap = (int?)definition?["windowOverlap"] ?? 100;
        OnFailure = (string?)definition?["onFailure"] ?? "refuse";
        Seconds = TimeSpan.TryParse((string?)definition?["timeout"], CultureInfo.InvariantCulture, out var time) ? Text(time.TotalSeconds) : "5";
        Minutes = TimeSpan.TryParse((string?)definition?["rememberFor"], CultureInfo.InvariantCulture, out var remembered) ? Text(remembered.TotalMinutes) : "10";
    }

    public string Endpoint { get; set; }

    public SignInBy SignIn { get; set; }

    /// <summary>A secret or a reference; empty leaves what is there.</summary>
    public string Key { get; set; } = "";

    /// <summary>What is known of the key that is there.</summary>
    public string? Present { get; }

    public string Resource { get; set; }

    public string ClientId { get; set; }

    /// <summary>Severities from 0 to 7, instead of 0, 2, 4 and 6.</summary>
    public bool IsEight { get; set; }

    public IReadOnlyList<SafetyCategory> Categories { get; }

    /// <summary>With commas.</summary>
    public string Blocklists { get; set; }

    public bool ShieldPrompt { get; set; }

    public bool Prompts { get; set; }

    public bool Completions { get; set; }

    public int WindowSize { get; set; }

    public int WindowOverlap { get; set; }

    public string OnFailure { get; set; }

    /// <summary>How long one judgement may take.</summary>
    public string Seconds { get; set; }

    /// <summary>How long what was found in a text of a prompt is remembered; 0: it is asked for each time.</summary>
    public string Minutes { get; set; }

    /// <summary>The mistakes that can be seen here; the admin API finds the others.</summary>
    public string? Mistake => Endpoint.Trim().Length == 0 ? "Write the endpoint of the Content Safety resource."
        : SignIn is SignInBy.Header && Key.Trim().Length == 0 && Present is null ? "Write the key of the resource, or choose a managed identity."
        : Wait is null ? $"'{Seconds}' is no number of seconds above 0."
        : Prompts && Remembered is null ? $"'{Minutes}' is no number of minutes from 0 on."
        : null;

    /// <param name="withKey">False for a draft: a key that was typed is not in it.</param>
    public JsonObject ToJson(bool withKey = true)
    {
        var safety = new JsonObject { ["endpoint"] = Endpoint.Trim(), ["credentials"] = Credentials(withKey) };
        var categories = Categories.Where(category => category.Threshold > 0).Select(category => KeyValuePair.Create(category.Name, (JsonNode?)category.Threshold)).ToArray();
        if (categories.Length > 0)
        {
            safety["categories"] = new JsonObject(categories);
            Set(safety, "outputType", IsEight, "EightSeverityLevels");
        }

        var lists = (Blocklists ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Set(safety, "blocklists", lists.Length > 0, new JsonArray([.. lists.Select(name => (JsonNode)name)]));
        Set(safety, "shieldPrompt", ShieldPrompt, true);
        Set(safety, "prompts", !Prompts, false);
        Set(safety, "completions", Completions, true);
        Set(safety, "windowSize", Completions, WindowSize);
        Set(safety, "windowOverlap", Completions, WindowOverlap);
        Set(safety, "onFailure", OnFailure is not "refuse", OnFailure);
        Set(safety, "rememberFor", Prompts && Remembered is not null && Remembered != TimeSpan.FromMinutes(10), $"{Remembered:c}");
        Set(safety, "timeout", Wait is not null && Wait != TimeSpan.FromSeconds(5), $"{Wait:c}");
        return safety;
    }

    private TimeSpan? Wait => Number(Seconds) is { } seconds and > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;

    private TimeSpan? Remembered => Number(Minutes) is { } minutes and < 1_440 ? TimeSpan.FromMinutes(minutes) : null;

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private JsonNode? Credentials(bool withKey)
    {
        if (SignIn is SignInBy.ManagedIdentity)
        {
            var identity = new JsonObject { ["resource"] = Resource.Trim() };
            Set(identity, "clientId", ClientId.Trim().Length > 0, ClientId.Trim());
            return new JsonObject { ["managedIdentity"] = identity };
        }

        return withKey && Key.Trim() is { Length: > 0 } key
            ? new JsonObject { ["header"] = new JsonObject { ["name"] = (string?)_credentials?["header"]?["name"] ?? KeyHeader, ["value"] = key } }
            : _credentials?.DeepClone();
    }

    private static void Set(JsonObject node, string property, bool isWritten, JsonNode? value)
    {
        if (isWritten)
        {
            node[property] = value;
        }
    }
}

/// <summary>From which severity on a text is blocked, in one category.</summary>
public sealed class SafetyCategory(string name)
{
    public static IReadOnlyList<string> All { get; } = ["hate", "selfHarm", "sexual", "violence"];

    public string Name => name;

    public string Label => LabelOf(name);

    /// <summary>0: it is not looked at.</summary>
    public int Threshold { get; set; }

    public string Meaning => Threshold switch { 0 => "Not looked at", 1 or 2 => $"{Threshold} and above: blocks much", 3 or 4 => $"{Threshold} and above", _ => $"{Threshold}: only the worst" };

    /// <summary>A word of the service or of the document, for people.</summary>
    public static string LabelOf(string? word) => word switch { "hate" => "Hate", "selfHarm" => "Self-harm", "sexual" => "Sexual", "violence" => "Violence", "blocklist" => "a block list", "promptAttack" => "Prompt attack", _ => word ?? "" };
}
