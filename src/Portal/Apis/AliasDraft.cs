using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Apis;

/// <summary>The targets of an alias while they are edited: in the order in which they are tried. What is not shown stays as it is.</summary>
internal sealed class AliasDraft
{
    private static readonly string[] Shown = ["targets", "strategy", "affinity"];

    private readonly JsonObject _definition;

    public AliasDraft(JsonObject? definition)
    {
        _definition = definition?.DeepClone().AsObject() ?? [];
        Rest = new RestOfJson(_definition, Shown);
        Targets = [.. ((_definition["targets"] as JsonArray) ?? [])
            .Select(target => new TargetDraft((string)target!["backend"]!, (int?)target["priority"] ?? 1, (int?)target["weight"] ?? 100))
            .OrderBy(target => target.Priority)];
    }

    public List<TargetDraft> Targets { get; }

    /// <summary>The properties that have no field, as JSON.</summary>
    public RestOfJson Rest { get; }

    public string Strategy { get => (string?)_definition["strategy"] ?? "weighted"; set => Set("strategy", value is "weighted" ? null : value); }

    public bool HasAffinity { get => (string?)_definition["affinity"] is "promptCache"; set => Set("affinity", value ? "promptCache" : null); }

    /// <summary>Moves a target to another place. It takes the priority of that place's neighbours: what stands above is tried first.</summary>
    /// <returns>Whether it stands elsewhere now.</returns>
    public bool Move(int from, int to)
    {
        if (from == to || from < 0 || to < 0 || from >= Targets.Count || to >= Targets.Count)
        {
            return false;
        }

        // The priorities stay where they are, and the backends change places: groups keep their sizes.
        var priorities = Targets.Select(target => target.Priority).ToArray();
        var moved = Targets[from];
        Targets.RemoveAt(from);
        Targets.Insert(to, moved);
        for (var at = 0; at < priorities.Length; at++)
        {
            Targets[at].Priority = priorities[at];
        }

        return true;
    }

    /// <summary>A new target behind all others, as a fallback.</summary>
    public void Add(string backend) => Targets.Add(new TargetDraft(backend, Targets.Count == 0 ? 1 : Math.Min(100, Targets.Max(target => target.Priority) + 1), 100));

    public JsonObject ToJson()
    {
        var definition = Rest.Mistake is null ? Rest.Merge(_definition) : _definition.DeepClone().AsObject();
        definition["targets"] = new JsonArray([.. Targets.OrderBy(target => target.Priority)
            .Select(target => (JsonNode)new JsonObject { ["backend"] = target.Backend, ["priority"] = target.Priority, ["weight"] = target.Weight })]);
        return definition;
    }

    private void Set(string property, string? value)
    {
        if (value is null)
        {
            _definition.Remove(property);
        }
        else
        {
            _definition[property] = value;
        }
    }
}

internal sealed class TargetDraft(string backend, int priority, int weight)
{
    public string Backend => backend;

    public int Priority { get; set; } = priority;

    public int Weight { get; set; } = weight;
}
