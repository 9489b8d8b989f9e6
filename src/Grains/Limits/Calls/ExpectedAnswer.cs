namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>How long the answers of an alias are, by a moving average of this process. Thread-safe; two calls that end at once may count as one.</summary>
internal sealed class ExpectedAnswer
{
    /// <summary>What is expected before the first answer, in tokens.</summary>
    private const double AtFirst = 256;

    /// <summary>The weight of the latest answer.</summary>
    private const double Weight = 0.1;

    private double _mean = -1;

    /// <summary>In tokens.</summary>
    public long Tokens => (long)Math.Ceiling(Volatile.Read(ref _mean) is var mean && mean < 0 ? AtFirst : mean);

    public void Add(long tokens)
    {
        var mean = Volatile.Read(ref _mean);
        Volatile.Write(ref _mean, mean < 0 ? tokens : mean + ((tokens - mean) * Weight));
    }
}
