using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

/// <summary>Rollouts and what was seen of them, in a word.</summary>
internal static class Arms
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RolloutDefinition Rollout(params int[] percents) => new()
    {
        Backend = "new",
        Steps = [.. percents.Select(percent => new RolloutStep { Percent = percent })],
        Since = Start,
        Begun = 2,
    };

    public static ArmCounts Of(long failures, long attempts, int? milliseconds = null) => new()
    {
        Attempts = attempts,
        Failures = failures,
        FirstContent = milliseconds is { } time ? Times(Enumerable.Repeat(time / 1000.0, (int)attempts)) : [],
    };

    public static long[] Times(IEnumerable<double> seconds)
    {
        var classes = new long[LatencyHistogram.Classes];
        foreach (var second in seconds)
        {
            classes[LatencyHistogram.ClassOf(TimeSpan.FromSeconds(second))]++;
        }

        return classes;
    }
}
