using System.Text.Json;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Definitions together with what belongs to them and is no part of a document.</summary>
public static class DefinitionDocuments
{
    /// <summary>The definition, with secrets as references or masks, where it is called, how the backend is, and what it has served.</summary>
    public static void WriteBackend(Utf8JsonWriter json, StoredDefinition backend, BackendUsage usage, BackendStatus status)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(backend);
        json.WriteStartObject();
        json.WritePropertyName("definition"u8);
        var definition = JsonBytes.Element(backend.Json);
        definition.WriteTo(json);
        if (definition.TryGetProperty("url"u8, out var url))
        {
            json.WriteString("resolvedUrl"u8, Grains.Backends.BackendUrl.Resolve(definition.GetProperty("format"u8).GetString()!, url.GetString()!).AbsoluteUri);
        }

        HealthDocument.Write(json, status);
        WriteUsage(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Where a backend of this format and URL would be called.</summary>
    /// <exception cref="DefinitionRejectedException">What a definition with it would be refused for.</exception>
    public static string ResolvedUrl(string format, string url)
    {
        if (format is not (BackendFormats.OpenAi or BackendFormats.Anthropic))
        {
            throw new DefinitionRejectedException([new("format", $"is none of {BackendFormats.OpenAi}, {BackendFormats.Anthropic}, which have a URL.")]);
        }

        return UrlRules.Problem(url) is { } problem
            ? throw new DefinitionRejectedException([new("url", problem)])
            : Grains.Backends.BackendUrl.Resolve(format, url).AbsoluteUri;
    }

    /// <summary>As properties of the object that is open.</summary>
    public static void WriteUsage(Utf8JsonWriter json, BackendUsage usage)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(usage);
        json.WritePropertyName("usage"u8);
        Write(json, usage.Total);
        json.WriteStartArray("minutes"u8);
        foreach (var minute in usage.Minutes)
        {
            json.WriteStartObject();
            json.WriteString("start"u8, minute.Start);
            json.WritePropertyName("usage"u8);
            Write(json, minute.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, BackendCounts counts)
    {
        json.WriteStartObject();
        json.WriteNumber("attempts"u8, counts.Attempts);
        json.WriteNumber("failures"u8, counts.Failures);
        json.WriteNumber("abandoned"u8, counts.Abandoned);
        json.WriteNumber("promptTokens"u8, counts.PromptTokens);
        json.WriteNumber("completionTokens"u8, counts.CompletionTokens);
        json.WriteNumber("cacheReadTokens"u8, counts.CacheReadTokens);
        json.WriteNumber("cacheWriteTokens"u8, counts.CacheWriteTokens);
        json.WriteNumber("reasoningTokens"u8, counts.ReasoningTokens);
        json.WriteEndObject();
    }
}
