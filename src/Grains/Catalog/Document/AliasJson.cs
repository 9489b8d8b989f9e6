using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>One alias as the admin API takes and gives it: the same object as in the document.</summary>
public static class AliasJson
{
    private const string Root = "alias";

    /// <summary>Strict JSON, without comments and trailing commas. Whether the backends exist is for the alias' owner to say.</summary>
    public static AliasReading Read(ReadOnlySpan<byte> utf8Json, IReferenceSource references)
    {
        if (!JsonText.TryParse(utf8Json, default, Root, out var json, out var mistake))
        {
            return new AliasReading(null, new List<DefinitionMistake> { mistake });
        }

        var mistakes = new Mistakes();
        var alias = AliasSection.Read(new Node(json, "", mistakes), backends: null, references);
        return new AliasReading(mistakes.Count == 0 ? alias : null, mistakes.ToList());
    }

    public static void Write(IBufferWriter<byte> output, AliasDefinition alias)
    {
        using var json = new Utf8JsonWriter(output, DocumentWriter.Options);
        DocumentWriter.WriteAlias(json, alias);
    }
}
