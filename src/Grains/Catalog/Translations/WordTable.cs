namespace Orleans.Gateway.Grains.Catalog.Translations;

/// <summary>The words that a document has for the values of one setting.</summary>
internal sealed class WordTable<T>(params (string Word, T Value)[] rows)
{
    public IReadOnlyList<string> Words { get; } = [.. rows.Select(row => row.Word)];

    /// <exception cref="ArgumentException">No such word: a newer version has written the definition.</exception>
    public T this[string word]
    {
        get
        {
            foreach (var row in rows)
            {
                if (row.Word == word)
                {
                    return row.Value;
                }
            }

            throw new ArgumentException($"'{word}' is not known to this version. Known: {string.Join(", ", Words)}.", nameof(word));
        }
    }
}
