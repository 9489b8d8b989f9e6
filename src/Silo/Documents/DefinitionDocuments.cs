using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Definitions as the admin API gives and takes them: the same objects as in the document.</summary>
public static class DefinitionDocuments
{
    public static byte[] Alias(AliasDefinition alias)
    {
        var buffer = new ArrayBufferWriter<byte>();
        AliasJson.Write(buffer, alias);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="Contracts.Errors.DefinitionRejectedException">All mistakes, with their paths within the alias.</exception>
    public static AliasDefinition ReadAlias(ReadOnlySpan<byte> json) => AliasJson.Read(json).OrThrow();

    /// <summary>The definition, with secrets as references or masks, how the backend is, and what it has served.</summary>
    public static byte[] Backend(BackendDefinition backend, BackendUsage usage, BackendStatus status)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WritePropertyName("definition"u8);
        DocumentWriter.WriteBackend(json, backend);
        if (backend.Url is not null)
        {
            json.WriteString("resolvedUrl"u8, Grains.Backends.BackendUrl.Resolve(backend.Format, backend.Url).AbsoluteUri);
        }

        HealthDocument.Write(json, status);
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
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
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
