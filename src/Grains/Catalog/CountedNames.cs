namespace Orleans.Gateway.Grains.Catalog;

/// <summary>Names of headers, or of claims, from two places, put together once for each second list. Thread-safe.</summary>
internal sealed class CountedNames(IReadOnlyList<string> first, StringComparer comparer)
{
    private Union? _last;

    public IReadOnlyList<string> With(IReadOnlyList<string> second)
    {
        if (second.Count == 0)
        {
            return first;
        }

        var last = Volatile.Read(ref _last);
        if (last is null || !ReferenceEquals(last.Second, second))
        {
            last = new(second, [.. first.Concat(second).Distinct(comparer)]);
            Volatile.Write(ref _last, last);
        }

        return last.All;
    }

    private sealed record Union(IReadOnlyList<string> Second, IReadOnlyList<string> All);
}
