using System.Globalization;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>When a rollout moves, and to what.</summary>
internal static class RolloutRules
{
    /// <summary>The chance that a whole rollout is taken back although the canary is worse than the rest by no more than the margins, at most.</summary>
    public const double FalseAlarms = 0.01;

    public static RolloutDecision Decide(RolloutDefinition rollout, ArmCounts canary, ArmCounts rest, DateTimeOffset now)
    {
        var step = rollout.Step;
        if (canary.Attempts < step.MinimumSamples)
        {
            return new(RolloutMove.Wait, Text($"at {step.Percent} %: {canary.Attempts} of {step.MinimumSamples} calls of the canary"));
        }

        // One part of the false alarms for each step, and of that a half for each of the two questions.
        var proof = Math.Log(2 * rollout.Steps.Count / FalseAlarms);
        if (RateEvidence.Of(canary.Failures, canary.Attempts, rest.Failures, rest.Attempts, rollout.ErrorMargin) >= proof)
        {
            return new(RolloutMove.TakeBack, Text($"taken back at {step.Percent} %: too many failures; {Errors(canary, rest)}"));
        }

        var shift = LatencyEvidence.Shift(rollout.LatencyMargin);
        if (LatencyEvidence.Of(canary, rest, shift) >= proof)
        {
            return new(RolloutMove.TakeBack, Text($"taken back at {step.Percent} %: answers begin too late; {Times(canary, rest)}"));
        }

        if (rest.Attempts < step.MinimumSamples)
        {
            return new(RolloutMove.Wait, Text($"at {step.Percent} %: {rest.Attempts} of {step.MinimumSamples} calls of the rest, to compare with"));
        }

        // Not proven to be worse is no reason yet to risk more.
        if (Rate(canary) > Rate(rest) + rollout.ErrorMargin)
        {
            return new(RolloutMove.Wait, Text($"at {step.Percent} %: it fails more often by more than the margin, which may be chance; {Errors(canary, rest)}"));
        }

        if (LatencyEvidence.Median(canary) > LatencyEvidence.Median(rest) + shift)
        {
            return new(RolloutMove.Wait, Text($"at {step.Percent} %: its answers begin later by more than the margin, which may be chance; {Times(canary, rest)}"));
        }

        if (now - rollout.Since < step.MinimumDuration)
        {
            return new(RolloutMove.Wait, Text($"at {step.Percent} %: healthy; the step lasts until {rollout.Since + step.MinimumDuration:u}"));
        }

        return rollout.At == rollout.Steps.Count - 1
            ? new(RolloutMove.Finish, Text($"done at {step.Percent} %; {Errors(canary, rest)}"))
            : new(RolloutMove.Advance, Text($"from {step.Percent} % to {rollout.Steps[rollout.At + 1].Percent} %; {Errors(canary, rest)}"));
    }

    /// <summary>The alias with the canary in the place of the targets that are tried first. Those of other priorities stay as they are.</summary>
    public static AliasDefinition Promoted(AliasDefinition alias)
    {
        var (canary, first) = (alias.Rollout!.Backend, alias.Targets.Min(target => target.Priority));
        return alias with
        {
            Targets =
            [
                new TargetDefinition { Backend = canary, Priority = first },
                .. alias.Targets.Where(target => target.Priority != first && target.Backend != canary),
            ],
            Rollout = null,
        };
    }

    private static double Rate(ArmCounts arm) => arm.Attempts == 0 ? 0 : (double)arm.Failures / arm.Attempts;

    private static string Errors(ArmCounts canary, ArmCounts rest) =>
        Text($"{canary.Failures} of {canary.Attempts} calls of the canary failed, {rest.Failures} of {rest.Attempts} of the rest");

    private static string Times(ArmCounts canary, ArmCounts rest) =>
        Text($"half of the canary's within {Seconds(canary)}, half of the rest's within {Seconds(rest)}");

    private static string Seconds(ArmCounts arm) =>
        LatencyEvidence.Median(arm) is { } at ? Text($"{Backends.Gates.LatencyHistogram.EndOf(at).TotalSeconds:0.###} s") : "no time that is known";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
