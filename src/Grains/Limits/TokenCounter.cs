using Microsoft.ML.Tokenizers;

namespace Orleans.Gateway.Grains.Limits;

/// <summary>
/// Counts tokens with the o200k vocabulary: exact for OpenAI's current models, an estimate for all others. The only way to count here, since the
/// tokenizer alone takes quadratic time on a long run without spaces, and one request could keep a core busy.
/// </summary>
public sealed class TokenCounter
{
    /// <summary>The longest piece that the tokenizer sees, in characters. Ordinary prose is counted exactly all the same.</summary>
    private const int Slice = 1024;

    /// <summary>How far back a cut looks for a place before a word.</summary>
    private const int LookBack = 256;

    // 42 MB and up to half a second of work, so it is loaded beside the start and not during it.
    private readonly Lazy<Task<TiktokenTokenizer>> _tokenizer = new(() => Task.Run(Load));

    /// <summary>Loads the vocabulary, once.</summary>
    public Task WarmAsync() => _tokenizer.Value;

    public bool IsWarm => _tokenizer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    public int Count(ReadOnlySpan<char> text)
    {
        var tokenizer = _tokenizer.Value.GetAwaiter().GetResult();
        var count = 0;
        while (!text.IsEmpty)
        {
            var cut = text.Length <= Slice ? text.Length : Cut(text);
            count += tokenizer.CountTokens(text[..cut]);
            text = text[cut..];
        }

        return count;
    }

    /// <summary>Where to cut: before a space that a letter follows, if one is near; never inside a surrogate pair.</summary>
    internal static int Cut(ReadOnlySpan<char> text)
    {
        for (var i = Slice - 1; i > Slice - LookBack; i--)
        {
            if (text[i] == ' ' && char.IsLetter(text[i + 1]))
            {
                return i;
            }
        }

        return char.IsHighSurrogate(text[Slice - 1]) ? Slice - 1 : Slice;
    }

    private static TiktokenTokenizer Load()
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        // The first calls are several times slower than the rest.
        tokenizer.CountTokens("The quick brown fox jumps over the lazy dog. 0123456789");
        return tokenizer;
    }
}
