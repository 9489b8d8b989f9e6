namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>
/// A moving average of latency in which a peak counts at once and is forgotten over time, so that a backend that became slow is seen after one
/// answer, and one that was left alone is tried again.
/// </summary>
internal readonly record struct PeakEwma(TimeSpan Value, TimeSpan At)
{
    /// <summary>In which time a value without news falls to a third.</summary>
    private static readonly TimeSpan Decay = TimeSpan.FromSeconds(10);

    public TimeSpan Read(TimeSpan now) => Value == default ? default : Value * Weight(now);

    public PeakEwma With(TimeSpan sample, TimeSpan now)
    {
        var weight = Weight(now);
        return new(sample >= Value * weight ? sample : (Value * weight) + (sample * (1 - weight)), now);
    }

    private double Weight(TimeSpan now) => Math.Exp(-Math.Max(0, (now - At) / Decay));
}
