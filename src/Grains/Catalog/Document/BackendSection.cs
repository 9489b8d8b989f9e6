using System.Buffers;
using System.Globalization;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Grains.Chat.Delivery;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>backends.*</c>.</summary>
internal static class BackendSection
{
    private const int MostBetas = 50;

    /// <summary>Tokens: far above any model there is.</summary>
    private const int MostContext = 100_000_000;

    private static readonly string[] OnlyForAnthropic =
        ["anthropicVersion", "betas", "streamUpstream", "capabilities", "allowClientBetas", "webSearch", "allowFileIds"];

    private static readonly SearchValues<char> BetaCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-");

    public static ClearBackend? Read(Node node, IReferenceSource references)
    {
        if (node.Section(Shape.Backend) is not { } section)
        {
            return null;
        }

        var format = Format(section);
        var (credentialHeader, credential, identity) = CredentialsSection.Read(section["credentials"], references);
        var headers = Headers(section["headers"], credentialHeader ?? (identity is null ? null : "Authorization"), references);
        var defaults = new BackendDefinition { Format = "" };
        var definition = new BackendDefinition
        {
            Format = format ?? "",
            Url = Url(section, format),
            Model = section["model"]?.Text(256),
            Credentials = identity is null ? null : new CredentialsDefinition { ManagedIdentity = identity },
            Timeouts = Timeouts(section["timeouts"]),
            AnthropicVersion = AnthropicVersion(section["anthropicVersion"]),
            Betas = Betas(section["betas"]),
            StreamUpstream = section["streamUpstream"]?.Word(TranslationWords.StreamUpstream) ?? defaults.StreamUpstream,
            Capabilities = CapabilitiesSection.Read(section["capabilities"]),
            AllowClientBetas = section["allowClientBetas"]?.Flag() ?? defaults.AllowClientBetas,
            WebSearch = section["webSearch"]?.Flag() ?? defaults.WebSearch,
            AllowFileIds = section["allowFileIds"]?.Flag() ?? defaults.AllowFileIds,
            Circuit = CircuitSection.Read(section["circuit"]),
            MaxConcurrent = section["maxConcurrent"]?.Number(1, 1_000_000),
            MaxQueue = section["maxQueue"]?.Number(0, 100_000) ?? defaults.MaxQueue,
            QueueTimeout = section["queueTimeout"]?.Duration() ?? defaults.QueueTimeout,
            ContextWindow = section["contextWindow"]?.Number(1, MostContext),
            OnDisconnect = section["onDisconnect"]?.Word(DisconnectWords.Drains) ?? defaults.OnDisconnect,
            Prices = PricesSection.Read(section["prices"]),
            Limits = LimitSection.OfBackend(section["limits"]),
        };
        definition = EgressSection.Read(section, definition, references);
        CircuitSection.RefuseAQueueWithoutALimit(section);
        if (definition.Prices is null && definition.Limits.Any(limit => limit.SpendLimit is not null))
        {
            section["limits"]!.Refuse("limits what the backend costs, which is nothing without prices. Add prices, or remove spendLimit.");
        }

        RefuseWhatTheFormatCannotUse(section, format);
        return new ClearBackend(definition, credentialHeader, credential, headers);
    }

    private static string? Format(Section section)
    {
        var known = string.Join(", ", BackendFormats.All);
        var node = section.Required("format", $"one of: {known}");
        var format = node?.RawText();
        if (format is null || BackendFormats.All.Contains(format))
        {
            return format;
        }

        node!.Refuse($"{DocumentPath.Quote(format)} is not a format. Use one of: {known}.");
        return null;
    }

    private static string? Url(Section section, string? format)
    {
        var node = format is BackendFormats.OpenAi or BackendFormats.Anthropic
            ? section.Required("url", "the URL of the model, for example \"https://api.openai.com/v1\"")
            : section["url"];
        var url = node?.Text(UrlRules.MaxLength);
        if (url is not null && UrlRules.Problem(url) is { } problem)
        {
            node!.Refuse(problem);
        }

        return url;
    }

    // Nothing is accepted and ignored: what would have no effect is a mistake.
    private static void RefuseWhatTheFormatCannotUse(Section section, string? format)
    {
        string[] unused = format switch
        {
            BackendFormats.Echo => ["url", "credentials", "headers", "onDisconnect", "egress", "caFile", "proxy", .. OnlyForAnthropic],
            BackendFormats.OpenAi => OnlyForAnthropic,
            _ => [],
        };
        foreach (var property in unused)
        {
            section[property]?.Refuse($"has no effect in a backend of the format {format}. Remove the property.");
        }
    }

    private static Dictionary<string, ClearSecret> Headers(Node? node, string? credentialHeader, IReferenceSource references)
    {
        var headers = new Dictionary<string, ClearSecret>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in node?.Entries(HeaderRules.NameProblem) ?? [])
        {
            if (string.Equals(name, credentialHeader, StringComparison.OrdinalIgnoreCase))
            {
                value.Refuse("is the header of the credentials already. Remove one of the two.");
            }
            else if (value.Secret(references, HeaderRules.ValueProblem, mayBeUnknown: true) is { } secret && !headers.TryAdd(name, secret))
            {
                value.Refuse("is there twice: header names have no case. Keep one of the two.");
            }
        }

        return headers;
    }

    private static TimeoutsDefinition Timeouts(Node? node)
    {
        var defaults = new TimeoutsDefinition();
        return node?.Section(Shape.Timeouts) is not { } section ? defaults : new TimeoutsDefinition
        {
            Connect = section["connect"]?.Duration() ?? defaults.Connect,
            FirstByte = section["firstByte"]?.Duration() ?? defaults.FirstByte,
            Answer = section["answer"]?.Duration() ?? defaults.Answer,
            FirstContent = section["firstContent"]?.Duration(),
            Idle = section["idle"]?.Duration() ?? defaults.Idle,
            Total = section["total"]?.Duration() ?? defaults.Total,
        };
    }

    private static string? AnthropicVersion(Node? node)
    {
        var version = node?.RawText();
        if (version is not null && !DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            node!.Refuse("is not a version, which is a date such as \"2023-06-01\". Remove the property to send that one.");
        }

        return version;
    }

    private static List<string> Betas(Node? node)
    {
        var betas = new List<string>();
        var items = node?.Items() ?? [];
        if (items.Count > MostBetas)
        {
            node!.Refuse($"has {items.Count} entries. Use at most {MostBetas}.");
        }

        foreach (var item in items.Take(MostBetas))
        {
            var beta = item.RawText();
            if (beta is null)
            {
                continue;
            }

            if (beta.Length is 0 or > 64 || beta.AsSpan().ContainsAnyExcept(BetaCharacters))
            {
                item.Refuse("is not the name of a beta. Write one such as \"context-1m-2025-08-07\" in each entry.");
            }
            else if (betas.Contains(beta))
            {
                item.Refuse("is there twice. Keep one of the two.");
            }
            else
            {
                betas.Add(beta);
            }
        }

        return betas;
    }
}
