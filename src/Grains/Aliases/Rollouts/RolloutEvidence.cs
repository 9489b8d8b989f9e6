using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>What all silos have seen of one step of a rollout. Never changes: what comes in makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.RolloutEvidence")]
internal sealed record RolloutEvidence
{
    /// <summary>Of the rollout: <see cref="RolloutDefinition.Begun"/>.</summary>
    [Id(0)] public long Begun { get; init; }

    [Id(1)] public int Step { get; init; }

    /// <summary>By silo, the last that it reported.</summary>
    [Id(2)] public IReadOnlyDictionary<string, RolloutReport> Silos { get; init; } = new Dictionary<string, RolloutReport>();

    /// <summary>The rest at the step before: what the last step, which leaves no rest, is compared with.</summary>
    [Id(3)] public ArmCounts Before { get; init; } = ArmCounts.None;

    public ArmCounts Canary => Sum(Silos.Values.Select(report => report.Canary));

    public ArmCounts Rest => Sum(Silos.Values.Select(report => report.Rest));

    /// <summary>What the canary of this step is compared with.</summary>
    public ArmCounts RestOf(RolloutDefinition rollout) => rollout.Step.Percent == 100 ? Before : Rest;

    public RolloutEvidence With(RolloutReport report)
    {
        var to = To(report.Begun, report.Step);
        if ((to.Begun, to.Step) != (report.Begun, report.Step) || (to.Silos.TryGetValue(report.Silo, out var known) && known.Total >= report.Total))
        {
            return to;
        }

        return to with { Silos = new Dictionary<string, RolloutReport>(to.Silos) { [report.Silo] = report } };
    }

    /// <summary>The evidence of a step: this one, if it is the same; else one that begins. Never goes back.</summary>
    public RolloutEvidence To(long begun, int step) =>
        begun < Begun || (begun == Begun && step <= Step) ? this
        : new() { Begun = begun, Step = step, Before = begun == Begun && step == Step + 1 ? Rest : ArmCounts.None };

    private static ArmCounts Sum(IEnumerable<ArmCounts> arms)
    {
        var (attempts, failures, classes) = (0L, 0L, new List<long>());
        foreach (var arm in arms)
        {
            (attempts, failures) = (attempts + arm.Attempts, failures + arm.Failures);
            for (var at = 0; at < arm.FirstContent.Count; at++)
            {
                if (at == classes.Count)
                {
                    classes.Add(0);
                }

                classes[at] += arm.FirstContent[at];
            }
        }

        return new() { Attempts = attempts, Failures = failures, FirstContent = classes.ToArray() };
    }
}
