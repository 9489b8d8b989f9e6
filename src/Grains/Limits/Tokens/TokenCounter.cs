using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>
/// Counts tokens with the o200k vocabulary: exact for OpenAI's current models, an estimate for all others. The only way to count here, since the
/// tokenizer alone takes quadratic time on a long run without spaces, and one request could keep a core busy. Any number of threads may count.
/// </summary>
public sealed class TokenCounter
{
    /// <summary>In bytes. Longer pieces seldom come again.</summary>
    private const int LongestPiece = 48;

    private readonly RememberedCounts _known = new(countBits: 8);

    // 42 MB and up to half a second of work, so it is loaded beside the start and not during it.
    private readonly Lazy<Task<TiktokenTokenizer>> _tokenizer = new(() => Task.Run(Load));

    /// <summary>Of texts as they stand in requests, by whoever reads those: what was said before comes again with each turn of a conversation.</summary>
    internal RememberedCounts Texts { get; } = new(countBits: 16);

    /// <summary>Loads the vocabulary, once.</summary>
    public Task WarmAsync() => _tokenizer.Value;

    public bool IsWarm => _tokenizer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    public int Count(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Count(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    /// <param name="utf8">What is no UTF-8 counts as replacement characters.</param>
    public int Count(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        var pieces = new TokenPieces(utf8);
        while (pieces.MoveNext())
        {
            count += pieces.Piece.Length <= LongestPiece ? Known(pieces.Piece, pieces.IsOne) : Sliced(pieces.Piece, pieces.IsOne);
        }

        return count;
    }

    private int Known(ReadOnlySpan<byte> piece, bool isOne)
    {
        var count = _known.Find(piece, out var hash);
        if (count == 0)
        {
            count = Tokenize(piece, isOne);
            _known.Add(hash, count);
        }

        return count;
    }

    private int Sliced(ReadOnlySpan<byte> piece, bool isOne)
    {
        var count = 0;
        while (!piece.IsEmpty)
        {
            var cut = TokenPieces.Whole(piece, Math.Min(piece.Length, TokenPieces.Longest));
            count += Tokenize(piece[..cut], isOne);
            piece = piece[cut..];
        }

        return count;
    }

    private int Tokenize(ReadOnlySpan<byte> piece, bool isOne)
    {
        Span<char> chars = stackalloc char[TokenPieces.Longest];
        var text = chars[..Encoding.UTF8.GetChars(piece, chars)];
        return _tokenizer.Value.GetAwaiter().GetResult().CountTokens(text, considerPreTokenization: !isOne);
    }

    private static TiktokenTokenizer Load()
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        // The first calls are several times slower than the rest.
        tokenizer.CountTokens("The quick brown fox jumps over the lazy dog. 0123456789");
        return tokenizer;
    }
}
