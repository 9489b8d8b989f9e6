namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>A minute's amount that fills evenly, as a value. Its level may be below zero: what was spent beyond it is made up for first.</summary>
/// <param name="Level">At <paramref name="At"/>.</param>
/// <param name="At">Time since some beginning, always the same one.</param>
internal readonly record struct TokenBucket(double Level, TimeSpan At)
{
    /// <summary>Longer than anybody waits. What was overspent beyond belief is made up for in no time that could be written down.</summary>
    private const double MostMinutes = 100 * 365 * 24 * 60;

    public static TokenBucket Full(long capacity, TimeSpan now) => new(capacity, now);

    public static TokenBucket Empty(TimeSpan now) => new(0, now);

    /// <summary>Time that goes backwards stands still.</summary>
    public TokenBucket Refilled(long capacity, TimeSpan now) => now <= At
        ? this with { Level = Math.Min(Level, capacity) }
        : new(Math.Min(capacity, Level + ((now - At).TotalMinutes * capacity)), now);

    public TokenBucket Take(long amount) => this with { Level = Level - amount };

    public TokenBucket Return(long amount, long capacity) => this with { Level = Math.Min(capacity, Level + amount) };

    /// <summary>Until the level reaches the amount; null when it never does.</summary>
    public TimeSpan? WaitFor(long amount, long capacity) => amount > capacity ? null
        : Level >= amount ? TimeSpan.Zero
        : TimeSpan.FromMinutes(Math.Min((amount - Level) / capacity, MostMinutes));
}
