using System.Text.Json;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>The rollouts of the aliases of a running gateway.</summary>
public static class LiveRollouts
{
    /// <exception cref="Contracts.Errors.DefinitionRejectedException">All mistakes.</exception>
    public static Task<EditResult> PutAsync(IGrainFactory grains, string api, string alias, RolloutDefinition rollout, WriteCondition condition, ChangeNote note) =>
        LiveAliases.ChangeAsync(grains, api, alias, condition, (owner, expected) => owner.PutRolloutAsync(rollout, expected, note));

    /// <param name="promote">Whether the canary gets its place; else everything is as it was.</param>
    public static Task<EditResult> EndAsync(IGrainFactory grains, string api, string alias, bool promote, WriteCondition condition, ChangeNote note) =>
        LiveAliases.ChangeAsync(grains, api, alias, condition, (owner, expected) => owner.EndRolloutAsync(promote, expected, note));

    public static Task<RolloutStatus?> FindAsync(IGrainFactory grains, string api, string alias)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias)).RolloutAsync();
    }

    public static void Write(Utf8JsonWriter json, RolloutStatus status)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(status);
        json.WriteStartObject();
        WriteStand(json, status.Rollout);
        json.WriteString("outlook"u8, status.Outlook);
        Write(json, "canary", status.Canary, status.CanaryMedian);
        Write(json, "rest", status.Rest, status.RestMedian);
        json.WriteStartArray("steps"u8);
        foreach (var step in status.Rollout.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("percent"u8, step.Percent);
            json.WriteString("minimumDuration"u8, step.MinimumDuration.ToString());
            json.WriteNumber("minimumSamples"u8, step.MinimumSamples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("errorMargin"u8, status.Rollout.ErrorMargin);
        json.WriteNumber("latencyMargin"u8, status.Rollout.LatencyMargin);
        json.WriteString("stickiness"u8, status.Rollout.Stickiness);
        json.WriteEndObject();
    }

    /// <summary>Where it stands, inside an object.</summary>
    internal static void WriteStand(Utf8JsonWriter json, RolloutDefinition rollout)
    {
        json.WriteString("backend"u8, rollout.Backend);
        json.WriteNumber("percent"u8, rollout.Step.Percent);
        json.WriteNumber("step"u8, rollout.At + 1);
        json.WriteNumber("ofSteps"u8, rollout.Steps.Count);
        json.WriteString("since"u8, rollout.Since);
    }

    private static void Write(Utf8JsonWriter json, string arm, ArmCounts counts, TimeSpan? median)
    {
        json.WriteStartObject(arm);
        json.WriteNumber("attempts"u8, counts.Attempts);
        json.WriteNumber("failures"u8, counts.Failures);
        if (median is { } half)
        {
            json.WriteNumber("firstContentSecondsP50"u8, Math.Round(half.TotalSeconds, 3));
        }

        json.WriteEndObject();
    }
}
