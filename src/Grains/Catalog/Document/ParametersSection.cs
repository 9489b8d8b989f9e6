using System.Buffers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads and writes the request parameters of an alias.</summary>
internal static class ParametersSection
{
    private const int MostBytes = 64 * 1024;

    /// <returns>The two objects as JSON, without comments and white space; null for none.</returns>
    public static (string? Defaults, string? Forced) Read(Section section)
    {
        var forced = Fields(section["forced"]);
        var defaults = Fields(section["defaults"]);
        foreach (var (_, node) in defaults.Where(field => forced.Exists(other => other.Name == field.Name)))
        {
            node.Refuse("is forced, so that it is never filled in. Remove one of the two.");
        }

        return (Text(section["defaults"], defaults), Text(section["forced"], forced));
    }

    /// <summary>Nothing when null.</summary>
    public static void WriteParameters(this Utf8JsonWriter json, string property, string? parameters)
    {
        if (parameters is not null)
        {
            json.WritePropertyName(property);
            using var document = JsonDocument.Parse(parameters);
            document.RootElement.WriteTo(json);
        }
    }

    private static List<(string Name, Node Node)> Fields(Node? node)
    {
        var fields = node?.Entries(NameProblem) ?? [];
        foreach (var (_, value) in fields.Where(field => field.Node.Json.ValueKind is JsonValueKind.Null))
        {
            value.Refuse("is null. Write a value, or remove the property.");
        }

        return fields;
    }

    private static string? NameProblem(string name) => RequestParameters.Reserved.Contains(name)
        ? "belongs to the client and the gateway. Remove it."
        : null;

    private static string? Text(Node? node, List<(string Name, Node Node)> fields)
    {
        if (fields.Count == 0)
        {
            return null;
        }

        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, DocumentWriter.Options with { Indented = false }))
        {
            node!.Json.WriteTo(json);
        }

        if (text.WrittenCount > MostBytes)
        {
            node.Refuse($"has {text.WrittenCount} bytes. Use at most {MostBytes}.");
        }

        try
        {
            // Else every request would be refused for what a client has not written.
            RequestScanner.Read(text.WrittenSpan);
        }
        catch (RequestRejectedException rejected)
        {
            node.Refuse($"cannot be part of a request: {rejected.Message}");
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
