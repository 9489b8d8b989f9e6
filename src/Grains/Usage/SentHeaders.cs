namespace Orleans.Gateway.Grains.Usage;

/// <summary>The headers that a call brought along since something is told apart by them.</summary>
internal static class SentHeaders
{
    /// <summary>The value; null when the client sent none.</summary>
    public static string? Sent(this IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlySpan<char> name)
    {
        foreach (var (key, value) in headers)
        {
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
