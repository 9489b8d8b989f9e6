using System.Text.Json.Serialization;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Aliases;

/// <summary>What one silo has counted since a step of a rollout began.</summary>
/// <param name="Begun">Of the rollout: <see cref="RolloutDefinition.Begun"/>.</param>
/// <param name="Step">From 0.</param>
/// <param name="Silo">Unique for a silo and its generation.</param>
[GenerateSerializer, Immutable, Alias("gateway.RolloutReport")]
public sealed record RolloutReport(
    [property: Id(0)] long Begun, [property: Id(1)] int Step, [property: Id(2)] string Silo, [property: Id(3)] ArmCounts Canary, [property: Id(4)] ArmCounts Rest)
{
    /// <summary>Grows with each call.</summary>
    [JsonIgnore] public long Total => Canary.Attempts + Rest.Attempts;
}

/// <summary>What became of the first attempts of some calls.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArmCounts")]
public sealed record ArmCounts
{
    public static ArmCounts None { get; } = new();

    /// <summary>Those that ended with an answer or a failure; not those whose client left.</summary>
    [Id(0)] public long Attempts { get; init; }

    [Id(1)] public long Failures { get; init; }

    /// <summary>How many times to the first content fell into each class of the latency histogram, from the fastest on; may end early.</summary>
    [Id(2)] public IReadOnlyList<long> FirstContent { get; init; } = [];
}

/// <summary>How a rollout stands.</summary>
/// <param name="Version">Of the alias.</param>
/// <param name="Rest">At the last step, where there is no rest any more: that of the step before.</param>
/// <param name="Outlook">What is waited for, in one sentence.</param>
[GenerateSerializer, Immutable, Alias("gateway.RolloutStatus")]
public sealed record RolloutStatus(
    [property: Id(0)] long Version,
    [property: Id(1)] RolloutDefinition Rollout,
    [property: Id(2)] ArmCounts Canary,
    [property: Id(3)] ArmCounts Rest,
    [property: Id(4)] string Outlook)
{
    [Id(5)] public TimeSpan? CanaryMedian { get; init; }

    [Id(6)] public TimeSpan? RestMedian { get; init; }
}
