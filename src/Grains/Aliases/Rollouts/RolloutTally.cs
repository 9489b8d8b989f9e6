using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>What this process has counted since a step of a rollout began. Thread-safe; counting takes no lock.</summary>
public sealed class RolloutTally(string alias, long begun, int step)
{
    private readonly Arm _canary = new();
    private readonly Arm _rest = new();

    internal string Alias => alias;

    /// <summary>How many calls the owner of the alias knows of. Belongs to who reports.</summary>
    internal long Told { get; set; }

    internal bool IsOf(long otherBegun, int otherStep) => (begun, step) == (otherBegun, otherStep);

    internal void Count(bool canary, bool failed, TimeSpan? firstContent) => (canary ? _canary : _rest).Add(failed, firstContent);

    internal RolloutReport Report(string silo) => new(begun, step, silo, _canary.Read(), _rest.Read());

    private sealed class Arm
    {
        private readonly long[] _firstContent = new long[LatencyHistogram.Classes];
        private long _attempts;
        private long _failures;

        public void Add(bool failed, TimeSpan? firstContent)
        {
            Interlocked.Increment(ref _attempts);
            if (failed)
            {
                Interlocked.Increment(ref _failures);
            }

            if (firstContent is { } latency)
            {
                Interlocked.Increment(ref _firstContent[LatencyHistogram.ClassOf(latency)]);
            }
        }

        // The attempts last: never more failures than attempts.
        public ArmCounts Read()
        {
            var (classes, failures) = (_firstContent.AsSpan().ToArray(), Interlocked.Read(ref _failures));
            return new() { Attempts = Interlocked.Read(ref _attempts), Failures = failures, FirstContent = classes };
        }
    }
}
