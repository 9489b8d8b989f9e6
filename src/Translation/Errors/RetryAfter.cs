using System.Globalization;

namespace Orleans.Gateway.Translation.Errors;

/// <summary>How long a provider asked to be left alone: <c>retry-after-ms</c>, or <c>retry-after</c> in seconds or as an HTTP date.</summary>
public static class RetryAfter
{
    /// <summary>A longer wish is cut to this.</summary>
    /// <value>24 hours.</value>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // The date that is sent today, and the two obsolete forms that a recipient must accept as well (RFC 9110, 5.6.7).
    private static readonly string[] DateForms = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM dd HH:mm:ss yyyy"];

    /// <returns>From zero to <see cref="Longest"/>; null for what is absent, negative, in the past, or not understood.</returns>
    public static TimeSpan? Read(string? retryAfter, string? retryAfterMs, DateTimeOffset now) =>
        Number(retryAfterMs, TimeSpan.TicksPerMillisecond) ?? Number(retryAfter, TimeSpan.TicksPerSecond) ?? Date(retryAfter, now);

    private static TimeSpan? Number(string? text, long ticksPerUnit)
    {
        // Fractions are outside the standard, but providers send them.
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out var count) || !(count >= 0 && double.IsFinite(count)))
        {
            return null;
        }

        return count * ticksPerUnit >= Longest.Ticks ? Longest : TimeSpan.FromTicks((long)Math.Ceiling(count * ticksPerUnit));
    }

    private static TimeSpan? Date(string? text, DateTimeOffset now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, Utc, out var date) || date < now)
        {
            return null;
        }

        return date - now >= Longest ? Longest : date - now;
    }
}
