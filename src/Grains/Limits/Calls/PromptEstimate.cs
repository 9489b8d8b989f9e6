using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>
/// How many tokens a prompt has, about: counted where the model's tokenizer is known, a fourth of its bytes elsewhere. What it costs is bounded
/// whatever the prompt holds: beyond <see cref="MostCounted"/> characters the rest counts as the beginning did.
/// </summary>
internal static class PromptEstimate
{
    /// <summary>In characters: a millisecond of prose, or 25 of the worst that can be written.</summary>
    private const int MostCounted = 32 * 1024;

    /// <summary>The average of text of any kind.</summary>
    private const int BytesPerToken = 4;

    /// <summary>What frames a message.</summary>
    private const int PerMessage = 4;

    /// <summary>An image of about a million pixels. Its bytes say nothing about it.</summary>
    private const int PerMedium = 765;

    /// <param name="body">One that <see cref="RequestScanner"/> has read without a complaint.</param>
    /// <param name="counter">Null: the model's tokenizer is not known.</param>
    public static long Of(ReadOnlySpan<byte> body, in RequestScan scan, TokenCounter? counter)
    {
        var (start, length) = scan.Messages;
        var tally = new Tally(counter is { IsWarm: true } ? counter : null);
        var walk = new PromptWalk(body.Slice(start, length));
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
        private long _bytes;

        /// <summary>Of all that was added; bytes that were not counted are taken to be like those that were.</summary>
        private long _uncounted;

        public readonly long Tokens =>
            _exact + _counted + (_bytes > 0 ? (long)((double)_counted / _bytes * _uncounted) : (_uncounted + BytesPerToken - 1) / BytesPerToken);

        public void Add(int tokens) => _exact += tokens;

        /// <param name="text">In quotes, as it stands in the body.</param>
        public void AddText(ReadOnlySpan<byte> text)
        {
            var length = text.Length - 2;
            var rest = MostCounted - _bytes;
            if (counter is null || rest <= 0)
            {
                _uncounted += length;
                return;
            }

            var chars = ArrayPool<char>.Shared.Rent(length);
            try
            {
                var reader = new Utf8JsonReader(text);
                reader.Read();
                var count = reader.CopyString(chars);
                var taken = (int)Math.Min(count, rest);
                _counted += counter.Count(chars.AsSpan(0, taken));
                var bytes = count == 0 ? 0 : (long)((double)taken / count * length);
                _bytes += bytes;
                _uncounted += length - bytes;
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, escaped: no text, and for a provider to refuse.
                _uncounted += length;
            }
            finally
            {
                ArrayPool<char>.Shared.Return(chars, clearArray: true);
            }
        }
    }
}
