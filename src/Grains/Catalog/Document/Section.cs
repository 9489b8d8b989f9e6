using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>One object with fixed properties. Complains at once about properties that are unknown, not built yet, or there twice.</summary>
internal sealed class Section
{
    private readonly Node _node;
    private readonly Shape _shape;
    private readonly Dictionary<string, Node> _properties = new(StringComparer.Ordinal);

    public Section(Node node, Shape shape)
    {
        (_node, _shape) = (node, shape);
        foreach (var property in node.Json.EnumerateObject())
        {
            var value = new Node(property.Value, DocumentPath.Property(node.Path, property.Name), node.Mistakes);
            if (!shape.Properties.Contains(property.Name, StringComparer.Ordinal))
            {
                value.Refuse(UnbuiltFeatures.Problem(shape, property.Name)
                    ?? $"{shape.Kind} has no property of this name. {Spelling.Hint(property.Name, shape.Properties, "Remove it.")}");
            }
            else if (!_properties.TryAdd(property.Name, value))
            {
                value.Refuse("is there twice. Keep one of the two.");
            }
        }
    }

    public string Path => _node.Path;

    /// <summary>Null when the property is absent, or null in the document, which says the same.</summary>
    public Node? this[string property]
    {
        get
        {
            // A name that the shape lacks would be refused in every document.
            System.Diagnostics.Debug.Assert(_shape.Properties.Contains(property, StringComparer.Ordinal), property);
            return _properties.TryGetValue(property, out var node) && node.Json.ValueKind is not JsonValueKind.Null ? node : null;
        }
    }

    /// <param name="example">What to write, for the mistake when the property is absent.</param>
    public Node? Required(string property, string example)
    {
        var node = this[property];
        if (node is null)
        {
            _node.Mistakes.Add(DocumentPath.Property(Path, property), $"is missing. Add {example}.");
        }

        return node;
    }
}
