using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>apis.*</c>, aliases included.</summary>
internal sealed class ApiSection(IReadOnlyCollection<string> backends, IReferenceSource references)
{
    private readonly List<(string Path, Node Node, string Api)> _paths = [];
    private string? _default;

    public Dictionary<string, ApiDefinition> Apis { get; } = [];

    /// <summary>By <see cref="AliasKey"/>.</summary>
    public Dictionary<string, AliasDefinition> Aliases { get; } = [];

    /// <summary>The names of all aliases of each API, those with mistakes included.</summary>
    public Dictionary<string, IReadOnlyCollection<string>> Declared { get; } = [];

    public void Read(string name, Node node)
    {
        Declared[name] = [];
        if (node.Section(Shape.Api) is not { } section)
        {
            return;
        }

        Apis[name] = new ApiDefinition
        {
            Path = Path(section, name) ?? "",
            DisplayName = section["displayName"]?.Text(100),
            Default = Default(section, name),
            Limits = LimitSection.Read(section["limits"]),
        };

        var aliases = section["aliases"]?.Entries(Names.AliasProblem) ?? [];
        Declared[name] = aliases.Select(alias => alias.Name).Where(alias => alias.Length <= Names.MaxLength).ToHashSet();
        foreach (var (alias, entry) in aliases)
        {
            if (AliasSection.Read(entry, backends, references) is { } definition)
            {
                Aliases[AliasKey.Of(name, alias)] = definition;
            }
        }
    }

    private string? Path(Section section, string api)
    {
        var node = section.Required("path", "where it is served, for example \"/llm/v1\"");
        var path = node?.Text(2_048);
        if (path is null)
        {
            return null;
        }

        if (ApiPaths.Problem(path) is { } problem)
        {
            node!.Refuse(problem);
            return path;
        }

        if (_paths.Find(other => ApiPaths.Overlap(other.Path, path)) is { Node: not null } overlap)
        {
            node!.Refuse($"overlaps with the path {overlap.Path} of the API {overlap.Api}. Choose one that is neither the same nor inside the other.");
        }

        _paths.Add((path, node!, api));
        return path;
    }

    private bool Default(Section section, string api)
    {
        if (section["default"] is not { } node || node.Flag() is not true)
        {
            return false;
        }

        if (_default is not null)
        {
            node.Refuse($"the API {_default} is the default already. Only one can be.");
        }

        _default ??= api;
        return true;
    }
}
