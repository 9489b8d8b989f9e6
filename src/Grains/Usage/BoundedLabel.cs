using System.Buffers;
using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>The values of one label: the first so many that come, and one for all the others. Thread-safe; two that come at once may both be the last.</summary>
internal sealed class BoundedLabel
{
    public const string Other = "other";

    /// <summary>Of calls that say nothing.</summary>
    public const string None = "none";

    /// <summary>In characters.</summary>
    private const int Longest = 64;

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except(['"', '\\'])]);

    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="most">How many values are told apart.</param>
    public string Of(string? value, int most)
    {
        if (string.IsNullOrEmpty(value))
        {
            return None;
        }

        if (_values.TryGetValue(value, out var known))
        {
            return known;
        }

        // A client writes what it likes.
        if (_values.Count >= most || value.Length > Longest || value.AsSpan().ContainsAnyExcept(Plain))
        {
            return Other;
        }

        return _values.GetOrAdd(value, value);
    }
}
