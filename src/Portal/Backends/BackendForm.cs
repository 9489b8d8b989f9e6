using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Backends;

/// <summary>A backend as the pane shows it. What the pane does not show stays as it is.</summary>
public sealed class BackendForm
{
    public static IReadOnlyList<string> Formats { get; } = ["openai", "anthropic", "echo"];

    public static string Label(string? format) => format switch { "openai" => "OpenAI Chat Completions", "anthropic" => "Anthropic Messages", "echo" => "Echo (built in, needs no provider)", _ => format ?? "" };

    public string Name { get; set; } = "";

    public string Format { get; set; } = "openai";

    public string Url { get; set; } = "";

    public string Model { get; set; } = "";

    public SignInBy SignIn { get; set; } = SignInBy.Header;

    public string HeaderName { get; set; } = "Authorization";

    /// <summary>The secret or a reference; empty leaves what is there.</summary>
    public string HeaderValue { get; set; } = "";

    public string Resource { get; set; } = "https://cognitiveservices.azure.com";

    public string ClientId { get; set; } = "";

    /// <summary>What is known of the credential that is there: it comes back as a mask or a reference, never as itself.</summary>
    public string? Present { get; private set; }

    public bool HasCredentials { get; private set; }

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
            SignIn = identity is not null ? SignInBy.ManagedIdentity : header is not null ? SignInBy.Header : SignInBy.Nothing,
            HeaderName = (string?)header?["name"] ?? "Authorization",
            Present = header?["value"] switch
            {
                JsonValue text => (string?)text,
                JsonObject mask => $"configured, fingerprint {mask["fingerprint"]}",
                _ => null,
            },
            HasCredentials = credentials is not null,
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
        var definition = before?.DeepClone().AsObject() ?? [];
        definition["format"] = Format;
        Set(definition, "url", Format is "echo" ? "" : Url.Trim());
        Set(definition, "model", Model.Trim());
        // Left out, they stay as they are, to the byte.
        definition.Remove("credentials");
        if (Format is not "echo" && Credentials() is { } credentials)
        {
            definition["credentials"] = credentials;
        }

        return definition;
    }

    /// <summary>Whether the credentials that are there have to be taken away by a call of their own.</summary>
    public bool DropsCredentials => HasCredentials && (SignIn is SignInBy.Nothing || Format is "echo");

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
