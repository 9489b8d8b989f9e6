namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Guesses what somebody meant to write.</summary>
internal static class Spelling
{
    private const int MostCandidates = 1_000;
    private const int MostShown = 12;

    /// <summary><c>Did you mean "url"?</c>, or else what there is to choose from.</summary>
    /// <param name="none">What to say when there is nothing to choose from.</param>
    public static string Hint(string written, IReadOnlyCollection<string> known, string none)
    {
        var nearest = known.Take(MostCandidates).Select(name => (name, distance: Distance(written, name))).OrderBy(guess => guess.distance).FirstOrDefault();
        return known.Count == 0 ? none
            : nearest.distance <= Math.Min(2, Math.Max(written.Length, nearest.name.Length) / 3) ? $"Did you mean {DocumentPath.Quote(nearest.name)}?"
            : $"Known: {string.Join(", ", known.Take(MostShown))}{(known.Count > MostShown ? ", …" : "")}.";
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour, without regard to case; large when the lengths differ much.</summary>
    internal static int Distance(string written, string known)
    {
        if (Math.Abs(written.Length - known.Length) > 2)
        {
            return int.MaxValue;
        }

        var (a, b) = (written.ToUpperInvariant(), known.ToUpperInvariant());
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
