using System.Text.Json;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>gateway.json</c> as a whole, and says everything that is wrong with it at once.</summary>
public static class DocumentReader
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="utf8Json">JSON, in which comments and trailing commas are allowed.</param>
    /// <param name="references">Where its references lead; each is followed once, to see that it leads somewhere.</param>
    public static DocumentReading Read(ReadOnlySpan<byte> utf8Json, IReferenceSource references)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (!JsonText.TryParse(utf8Json, Options, DocumentPath.Root, out var json, out var mistake))
        {
            return new DocumentReading(null, new List<DefinitionMistake> { mistake });
        }

        var mistakes = new Mistakes();
        var document = Read(new Node(json, "", mistakes), references);
        return new DocumentReading(mistakes.Count == 0 ? document : null, mistakes.ToList());
    }

    private static GatewayDocument? Read(Node node, IReferenceSource references)
    {
        if (node.Section(Shape.Document) is not { } root)
        {
            return null;
        }

        root["$schema"]?.RawText();

        var backends = Entries(root["backends"]);
        var clear = Each(backends, backend => BackendSection.Read(backend, references));

        var apis = new ApiSection(NamesOf(backends), references);
        var entries = Entries(root["apis"]);
        entries.ForEach(api => apis.Read(api.Name, api.Node));

        var products = Entries(root["products"]);
        var definitions = Each(products, product => ProductSection.Read(product, apis.Declared));

        foreach (var mistake in OpenProducts.Mistakes(definitions))
        {
            node.Mistakes.Add(mistake);
        }

        var subscriptions = new SubscriptionSection(NamesOf(products), references);
        return new GatewayDocument
        {
            Backends = clear,
            Apis = apis.Apis,
            Aliases = apis.Aliases,
            Products = definitions,
            ApiSafety = Each(entries, api => ContentSafetySection.In(api, references)),
            ProductSafety = Each(products, product => ContentSafetySection.In(product, references)),
            Subscriptions = Each(Entries(root["subscriptions"]), subscriptions.Read),
            Metrics = MetricsSection.Read(root["metrics"]),
        };
    }

    private static List<(string Name, Node Node)> Entries(Node? node) => node?.Entries(Names.IdProblem) ?? [];

    // Also those with mistakes of their own: that something else refers to them is no second mistake.
    private static HashSet<string> NamesOf(List<(string Name, Node Node)> entries) =>
        entries.Select(entry => entry.Name).Where(name => name.Length <= Names.MaxLength).ToHashSet();

    private static Dictionary<string, T> Each<T>(List<(string Name, Node Node)> entries, Func<Node, T?> read)
        where T : class
    {
        var all = new Dictionary<string, T>();
        foreach (var (name, node) in entries)
        {
            if (read(node) is { } value)
            {
                all[name] = value;
            }
        }

        return all;
    }
}
