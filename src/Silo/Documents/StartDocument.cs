using System.Text;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>The document that a process was started with, read and found valid before anything else starts.</summary>
/// <param name="Document">Null: the store is served as it is.</param>
/// <param name="IsDemo">It is the built-in one with a key that everybody knows.</param>
/// <param name="IsBuiltIn">Nobody wrote it: it fills an empty store and nothing else.</param>
public sealed record StartDocument(GatewayDocument? Document, bool IsDemo, bool IsBuiltIn = false)
{
    /// <summary>The key of the built-in demo. It exists only where nothing else is configured, on loopback.</summary>
    public const string DemoKey = "demo-key";

    public const string DemoModel = "echo";

    /// <summary>An echo model, so that there is something to call.</summary>
    private const string Demo =
        $$"""
        {
          "backends": { "echo": { "format": "echo" } },
          "apis": { "llm": { "path": "/llm/v1", "displayName": "Models", "default": true, "aliases": { "echo": { "targets": [ { "backend": "echo" } ] } } } },
          "products": { "demo": { "apis": { "llm": [ "*" ] } } },
          "subscriptions": { "demo": { "product": "demo", "keys": [ "{{DemoKey}}" ] } }
        }
        """;

    /// <summary>Something to begin with, that nobody can call.</summary>
    private const string Bare = """{ "backends": { "echo": { "format": "echo" } } }""";

    /// <param name="path">Null: what is built in.</param>
    /// <param name="isEmbedded">The store is this process' own and nobody but this machine can come in: then a key that everybody knows harms nobody.</param>
    /// <exception cref="DefinitionRejectedException">All mistakes of the document.</exception>
    public static StartDocument Read(string? path, bool isEmbedded)
    {
        // A document names its files as seen from where it lies itself.
        var references = new ProcessReferences(path is null ? null : Path.GetDirectoryName(Path.GetFullPath(path)));
        if (path is null)
        {
            return new StartDocument(DocumentReader.Read(Encoding.UTF8.GetBytes(isEmbedded ? Demo : Bare), references).OrThrow(), IsDemo: isEmbedded, IsBuiltIn: true);
        }

        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DefinitionRejectedException([new(path, $"The document cannot be read: {error.Message}")]);
        }

        return new StartDocument(DocumentReader.Read(text, references).OrThrow(), IsDemo: false);
    }
}
