using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>contentSafety</c> of an API, an alias or a product.</summary>
internal static class ContentSafetySection
{
    private const string Property = "contentSafety";

    /// <summary>The service takes at most so many names at once.</summary>
    private const int MostBlocklists = 10;

    /// <param name="owner">The API or the product, whose other properties are read elsewhere.</param>
    public static ClearSafety? In(Node owner, IReferenceSource references) =>
        owner.Json.ValueKind is JsonValueKind.Object && owner.Json.TryGetProperty(Property, out var json) && json.ValueKind is not JsonValueKind.Null
            ? Read(new Node(json, DocumentPath.Property(owner.Path, Property), owner.Mistakes), references)
            : null;

    /// <summary>Without a secret of its own: an alias keeps what it was, for as long as its versions are kept.</summary>
    public static ContentSafetyDefinition? OfAlias(Node alias, IReferenceSource references)
    {
        if (In(alias, references) is not { } read)
        {
            return null;
        }

        if (read.Key is null || read.Header is null)
        {
            return read.Definition;
        }

        if (read.Key.Reference is null)
        {
            alias.Mistakes.Add(
                alias.Path.Length == 0 ? SecretPlace.SafetyKey : $"{alias.Path}.{SecretPlace.SafetyKey}",
                "is a secret itself, which the versions of an alias may not hold. Write a reference, ${env:NAME}, ${file:path} or ${keyvault:https://…}, or use managedIdentity.");
            return null;
        }

        return read.Definition with { Credentials = new CredentialsDefinition { Header = new(read.Header, new Secret(read.Key.Reference, null, null)) } };
    }

    private static ClearSafety? Read(Node node, IReferenceSource references)
    {
        if (node.Section(Shape.ContentSafety) is not { } section)
        {
            return null;
        }

        var defaults = new ContentSafetyDefinition { Endpoint = "" };
        section.Required("credentials", "{ \"header\": { \"name\": \"Ocp-Apim-Subscription-Key\", \"value\": … } }, or managedIdentity");
        var (header, key, identity) = CredentialsSection.Read(section["credentials"], references);
        var outputType = section["outputType"]?.Word(SafetyWords.OutputTypes) ?? defaults.OutputType;
        var definition = new ContentSafetyDefinition
        {
            Endpoint = Endpoint(section) ?? "",
            Credentials = identity is null ? null : new CredentialsDefinition { ManagedIdentity = identity },
            Categories = Categories(section["categories"], outputType),
            OutputType = outputType,
            Blocklists = Blocklists(section["blocklists"]),
            ShieldPrompt = section["shieldPrompt"]?.Flag() ?? defaults.ShieldPrompt,
            Prompts = section["prompts"]?.Flag() ?? defaults.Prompts,
            Completions = section["completions"]?.Flag() ?? defaults.Completions,
            WindowSize = section["windowSize"]?.Number(50, 10_000) ?? defaults.WindowSize,
            WindowOverlap = section["windowOverlap"]?.Number(0, 5_000) ?? defaults.WindowOverlap,
            OnFailure = section["onFailure"]?.Word(SafetyWords.OnFailure) ?? defaults.OnFailure,
            Timeout = section["timeout"]?.Duration() ?? defaults.Timeout,
            RememberFor = section["rememberFor"]?.DurationOrNone() ?? defaults.RememberFor,
        };
        RefuseWhatHasNoEffect(node, section, definition);
        return new ClearSafety(definition, header, key);
    }

    // Nothing is accepted and ignored.
    private static void RefuseWhatHasNoEffect(Node node, Section section, ContentSafetyDefinition definition)
    {
        // By what is written: a category with a mistake is looked at all the same.
        var judges = IsThere(section["categories"]) || IsThere(section["blocklists"]);
        if (!judges && !definition.ShieldPrompt)
        {
            node.Refuse("looks at nothing. Add at least one of categories, blocklists and shieldPrompt.");
        }

        if (!definition.Prompts && !definition.Completions)
        {
            node.Refuse("looks at neither prompts nor completions. Set one of the two to true.");
        }

        if (!definition.Prompts)
        {
            section["rememberFor"]?.Refuse("has no effect where prompts is false: answers of models are new each time. Remove the property.");
        }

        if (definition.ShieldPrompt && !definition.Prompts)
        {
            section["shieldPrompt"]?.Refuse("has no effect where prompts is false. Remove one of the two.");
        }

        if (definition.Completions && !judges)
        {
            section["completions"]?.Refuse("has no effect without categories or blocklists: a shield is for prompts. Add one of them, or remove the property.");
        }

        if (!IsThere(section["categories"]))
        {
            section["outputType"]?.Refuse("has no effect without categories. Add them, or remove the property.");
        }

        if (!definition.Completions)
        {
            section["windowSize"]?.Refuse("has no effect where completions is not true. Remove the property.");
            section["windowOverlap"]?.Refuse("has no effect where completions is not true. Remove the property.");
        }
        else if (definition.WindowOverlap >= definition.WindowSize)
        {
            (section["windowOverlap"] ?? section["windowSize"])?.Refuse(
                FormattableString.Invariant($"the overlap ({definition.WindowOverlap:N0}) must be less than the window ({definition.WindowSize:N0})."));
        }
    }

    private static bool IsThere(Node? node) => node?.Json.ValueKind switch
    {
        JsonValueKind.Object => node.Json.EnumerateObject().Any(),
        JsonValueKind.Array => node.Json.GetArrayLength() > 0,
        null => false,
        _ => true,
    };

    private static string? Endpoint(Section section)
    {
        var node = section.Required("endpoint", "the resource, for example \"https://contoso.cognitiveservices.azure.com\"");
        var endpoint = node?.Text(UrlRules.MaxLength);
        if (endpoint is null)
        {
            return null;
        }

        if (UrlRules.Problem(endpoint) is { } problem)
        {
            node!.Refuse(problem);
        }
        else if (endpoint.Contains('?', StringComparison.Ordinal) || endpoint.Contains("/contentsafety", StringComparison.OrdinalIgnoreCase))
        {
            node!.Refuse("holds more than the resource. Write it without /contentsafety and without a query: the gateway appends both.");
        }

        return endpoint.TrimEnd('/');
    }

    private static Dictionary<string, int> Categories(Node? node, string outputType)
    {
        var read = new Dictionary<string, int>();
        if (node?.Section(Shape.SafetyCategories) is not { } section)
        {
            return read;
        }

        foreach (var category in SafetyCategories.All)
        {
            // From 1: severity 0 is every text that is safe.
            if (section[category]?.Number(1, SafetyWords.OutputTypes[outputType]) is { } threshold)
            {
                read[category] = threshold;
            }
        }

        return read;
    }

    private static List<string> Blocklists(Node? node)
    {
        var read = new List<string>();
        var items = node?.Items() ?? [];
        if (items.Count > MostBlocklists)
        {
            node!.Refuse($"has {items.Count} entries. Use at most {MostBlocklists}.");
        }

        foreach (var item in items.Take(MostBlocklists))
        {
            var name = item.RawText();
            if (name is null)
            {
                continue;
            }

            if (name.Length is 0 or > 64 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~'))
            {
                item.Refuse("is not the name of a block list, which has 1 to 64 letters, digits and -._~ in it.");
            }
            else if (read.Contains(name))
            {
                item.Refuse("is there twice. Keep one of the two.");
            }
            else
            {
                read.Add(name);
            }
        }

        return read;
    }
}
