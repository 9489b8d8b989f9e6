namespace Orleans.Gateway.Grains.Usage;

/// <summary>The headers and claims that a call brought along since something is told apart by them.</summary>
internal static class SentValues
{
    /// <summary>The value; null when the client sent none.</summary>
    public static string? Sent(this IReadOnlyList<KeyValuePair<string, string>> sent, string name, StringComparison comparison)
    {
        foreach (var (key, value) in sent)
        {
            if (string.Equals(name, key, comparison))
            {
                return value;
            }
        }

        return null;
    }
}
