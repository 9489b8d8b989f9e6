using System.Buffers;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>
/// How many tokens a prompt has, about: counted where the model's tokenizer is known, a fourth of its bytes elsewhere. What it costs is bounded
/// whatever the prompt holds: beyond <see cref="MostCounted"/> bytes the rest counts as the beginning did.
/// </summary>
internal static class PromptEstimate
{
    /// <summary>In bytes of texts that are not remembered: about 60 microseconds of words that were counted before, seven milliseconds of the worst that can be written.</summary>
    private const int MostCounted = 16 * 1024;

    /// <summary>In bytes. Shorter texts are counted as quickly as they are found again.</summary>
    private const int WorthRemembering = 64;

    /// <summary>The average of text of any kind.</summary>
    private const int BytesPerToken = 4;

    /// <summary>What frames a message.</summary>
    private const int PerMessage = 4;

    /// <summary>An image of about a million pixels. Its bytes say nothing about it.</summary>
    private const int PerMedium = 765;

    /// <param name="body">One that <see cref="RequestScanner"/> has read without a complaint.</param>
    /// <param name="counter">Null: the model's tokenizer is not known.</param>
    public static long Of(ReadOnlySpan<byte> body, RequestScan scan, TokenCounter? counter)
    {
        var (start, length) = scan.Messages;
        var tally = new Tally(counter is { IsWarm: true } ? counter : null);
        var walk = new PromptWalk(body[..(start + length)], start, scan.LongTexts);
        while (walk.MoveNext())
        {
            switch (walk.Part)
            {
                case PromptPart.Message:
                    tally.Add(PerMessage);
                    break;
                case PromptPart.Medium:
                    tally.Add(PerMedium);
                    break;
                default:
                    tally.AddText(walk.Text);
                    break;
            }
        }

        return tally.Tokens + (scan.Tools.Length / BytesPerToken);
    }

    private ref struct Tally(TokenCounter? counter)
    {
        private long _exact;
        private long _counted;

        /// <summary>That is in <see cref="_counted"/>.</summary>
        private long _bytes;

        /// <summary>Of all that was added; bytes that were not counted are taken to be like those that were.</summary>
        private long _uncounted;

        /// <summary>Bytes that were counted here, and not remembered.</summary>
        private int _spent;

        public readonly long Tokens =>
            _exact + _counted + (_bytes > 0 ? (long)((double)_counted / _bytes * _uncounted) : (_uncounted + BytesPerToken - 1) / BytesPerToken);

        public void Add(int tokens) => _exact += tokens;

        /// <param name="text">In quotes, as it stands in the body.</param>
        public void AddText(ReadOnlySpan<byte> text)
        {
            text = text[1..^1];
            var beginning = counter is null ? [] : PromptText.Beginning(text, MostCounted - _spent);
            _bytes += beginning.Length;
            _uncounted += text.Length - beginning.Length;
            _counted += beginning.IsEmpty ? 0 : beginning.Length < WorthRemembering ? Count(beginning) : CountOnce(beginning);
        }

        private int CountOnce(ReadOnlySpan<byte> text)
        {
            if (counter!.Texts.Find(text, out var hash) is var known and > 0)
            {
                return known;
            }

            var count = Count(text);
            counter.Texts.Add(hash, count);
            return count;
        }

        private int Count(ReadOnlySpan<byte> text)
        {
            _spent += text.Length;
            if (!text.Contains((byte)'\\'))
            {
                return counter!.Count(text);
            }

            var buffer = ArrayPool<byte>.Shared.Rent(text.Length);
            try
            {
                return counter!.Count(PromptText.Unescape(text, buffer));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }
    }
}
