using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads one alias.</summary>
internal static class AliasSection
{
    private const int MostTargets = 100;
    private const string Example = "at least one target, for example [ { \"backend\": \"…\" } ]";

    /// <param name="backends">The known backends; null when somebody else checks the references.</param>
    public static AliasDefinition? Read(Node node, IReadOnlyCollection<string>? backends, IReferenceSource references)
    {
        if (node.Section(Shape.Alias) is not { } section)
        {
            return null;
        }

        var targets = Targets(section.Required("targets", Example), backends);
        var routing = RoutingSection.Read(section);
        var translation = TranslationSection.Read(section);
        var (defaults, forced) = ParametersSection.Read(section);
        var limits = LimitSection.Read(section["limits"]);
        var safety = ContentSafetySection.OfAlias(node, references);
        return targets is null ? null : new AliasDefinition
        {
            Targets = targets,
            Routing = routing,
            Translation = translation,
            Defaults = defaults,
            Forced = forced,
            Limits = limits,
            ContentSafety = safety,
        };
    }

    private static List<TargetDefinition>? Targets(Node? list, IReadOnlyCollection<string>? backends)
    {
        if (list?.Items() is not { } items)
        {
            return null;
        }

        if (items.Count is 0 or > MostTargets)
        {
            list.Refuse(items.Count == 0 ? $"is empty. Add {Example}." : $"has {items.Count} targets. Use at most {MostTargets}.");
        }

        var targets = new List<TargetDefinition>();
        foreach (var item in items.Take(MostTargets))
        {
            if (Target(item, backends) is { } target)
            {
                if (targets.Exists(other => other.Backend == target.Backend))
                {
                    item.Refuse($"the backend {DocumentPath.Quote(target.Backend)} is a target of this alias already. Remove one of the two.");
                }

                targets.Add(target);
            }
        }

        RefuseEmptyPriorities(list, targets, complete: targets.Count == items.Count);
        return targets;
    }

    private static TargetDefinition? Target(Node node, IReadOnlyCollection<string>? backends)
    {
        if (node.Section(Shape.Target) is not { } section)
        {
            return null;
        }

        var backend = section.Required("backend", "the name of a backend");
        var name = backend?.RawText();
        if (name is not null && backends?.Contains(name) is false)
        {
            backend!.Refuse($"there is no backend {DocumentPath.Quote(name)}. {Spelling.Hint(name, backends, "Add it to backends.")}");
        }
        else if (name is not null && Names.IdProblem(name) is { } problem)
        {
            backend!.Refuse(problem);
        }

        var defaults = new TargetDefinition { Backend = "" };
        var target = new TargetDefinition
        {
            Backend = name ?? "",
            Priority = section["priority"]?.Number(1, 100) ?? defaults.Priority,
            Weight = section["weight"]?.Number(0, 1_000) ?? defaults.Weight,
        };
        return name is null ? null : target;
    }

    private static void RefuseEmptyPriorities(Node list, List<TargetDefinition> targets, bool complete)
    {
        foreach (var group in targets.GroupBy(target => target.Priority).Where(group => complete && group.All(target => target.Weight == 0)))
        {
            list.Refuse($"all targets of priority {group.Key} have the weight 0. Give at least one of them a weight above 0.");
        }
    }
}
