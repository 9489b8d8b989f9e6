using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>Whether an alias may be changed, and to what.</summary>
internal static class AliasRules
{
    /// <param name="last">The last version that there ever was, for an alias that comes back.</param>
    /// <exception cref="VersionConflictException">The caller has seen another version than the one in force.</exception>
    public static Versioned<AliasDefinition> Next(Versioned<AliasDefinition>? current, AliasDefinition definition, long? expected, long last = 0)
    {
        var version = current?.Version ?? 0;
        return expected is null || expected == version
            ? new(Math.Max(version, last) + 1, definition)
            : throw new VersionConflictException(version);
    }

    /// <summary>What is wrong with an alias in the light of a catalog.</summary>
    public static IReadOnlyList<DefinitionMistake> Mistakes(string api, AliasDefinition definition, CatalogSnapshot catalog)
    {
        var mistakes = new List<DefinitionMistake>();
        if (!catalog.Apis.ContainsKey(api))
        {
            mistakes.Add(new("api", $"There is no API '{api}'."));
        }

        if (definition.Targets.Count == 0)
        {
            mistakes.Add(new("targets", "An alias needs at least one target."));
        }

        for (var i = 0; i < definition.Targets.Count; i++)
        {
            var backend = definition.Targets[i].Backend;
            if (!catalog.Backends.ContainsKey(backend))
            {
                mistakes.Add(new($"targets[{i}].backend", $"There is no backend '{backend}'."));
            }
        }

        if (definition.Rollout is { } rollout && !catalog.Backends.ContainsKey(rollout.Backend))
        {
            mistakes.Add(new("rollout.backend", $"There is no backend '{rollout.Backend}'."));
        }

        return mistakes.ToArray();
    }
}
