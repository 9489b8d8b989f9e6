namespace Orleans.Gateway.Compare.Figures;

/// <summary>The page of the figures, of which only what stands between two marks is written anew.</summary>
internal static class Page
{
    public const string Begin = "<!-- compare: begin -->";
    public const string End = "<!-- compare: end -->";

    /// <exception cref="InvalidDataException">The marks are not there.</exception>
    public static string With(string page, string tables)
    {
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        return begin < 0 || end < begin
            ? throw new InvalidDataException($"There is no '{Begin}' before an '{End}'.")
            : $"{page[..(begin + Begin.Length)]}\n\n{tables.TrimEnd()}\n\n{page[end..]}";
    }
}
