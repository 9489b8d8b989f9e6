using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>What is wrong with a rollout before it begins.</summary>
internal static class RolloutMistakes
{
    private const int MostSteps = 10;

    public static IReadOnlyList<DefinitionMistake> Of(RolloutDefinition rollout, AliasDefinition alias, CatalogSnapshot catalog) =>
        [.. Backend(rollout, alias, catalog), .. Steps(rollout.Steps), .. Margins(rollout)];

    private static IEnumerable<DefinitionMistake> Backend(RolloutDefinition rollout, AliasDefinition alias, CatalogSnapshot catalog)
    {
        if (!catalog.Backends.ContainsKey(rollout.Backend))
        {
            yield return new("backend", $"There is no backend '{rollout.Backend}'.");
        }

        var first = alias.Targets.Min(target => target.Priority);
        if (alias.Targets.Any(target => target.Backend == rollout.Backend && target.Priority == first))
        {
            yield return new("backend", $"'{rollout.Backend}' is a target that is tried first already. Change its weight instead.");
        }
    }

    private static IEnumerable<DefinitionMistake> Steps(IReadOnlyList<RolloutStep> steps)
    {
        if (steps.Count is < 2 or > MostSteps)
        {
            yield return new("steps", $"must be 2 to {MostSteps}: at least one with a rest to compare with, and the last one.");
            yield break;
        }

        for (var at = 0; at < steps.Count; at++)
        {
            var (step, place) = (steps[at], $"steps[{at}]");
            if (step.Percent is < 1 or > 100)
            {
                yield return new($"{place}.percent", "must be from 1 to 100.");
            }
            else if (at > 0 && step.Percent <= steps[at - 1].Percent)
            {
                yield return new($"{place}.percent", "must be above that of the step before.");
            }
            else if (at == steps.Count - 1 && step.Percent != 100)
            {
                yield return new($"{place}.percent", "must be 100: that of the last step.");
            }

            if (step.MinimumDuration < TimeSpan.Zero || step.MinimumDuration > TimeSpan.FromDays(7))
            {
                yield return new($"{place}.minimumDuration", "must be from \"00:00:00\" to \"7.00:00:00\".");
            }

            if (step.MinimumSamples is < 10 or > 1_000_000)
            {
                yield return new($"{place}.minimumSamples", "must be from 10 to 1000000.");
            }
        }
    }

    private static IEnumerable<DefinitionMistake> Margins(RolloutDefinition rollout)
    {
        if (rollout.ErrorMargin is not (>= 0.001 and <= 0.5))
        {
            yield return new("errorMargin", "must be from 0.001 to 0.5: 0.02 are two points.");
        }

        if (rollout.LatencyMargin is not (>= 0.1 and <= 10))
        {
            yield return new("latencyMargin", "must be from 0.1 to 10: 0.5 is half as long again.");
        }

        if (!Stickinesses.All.Contains(rollout.Stickiness))
        {
            yield return new("stickiness", $"is none of {string.Join(", ", Stickinesses.All)}.");
        }
    }
}
