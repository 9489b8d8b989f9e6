using System.Text.Json;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Adds up what a Messages answer says about its tokens. Each report is cumulative: a field that it carries replaces the earlier
/// value, a field that it lacks (or that is null) leaves it alone, so nothing is counted twice and nothing is zeroed.
/// </summary>
internal struct UsageTally
{
    private TokenUsage _earlier;
    private Counts _top;
    private Counts _iterations;
    private bool _useIterations;
    private long _reasoning;

    /// <summary>Chat Completions' <c>prompt_tokens</c> include the cached ones, Messages' <c>input_tokens</c> do not.</summary>
    public readonly TokenUsage Total
    {
        get
        {
            var counts = _useIterations ? _iterations : _top;
            return _earlier + new TokenUsage(
                Math.Min(counts.Input + counts.CacheRead + counts.CacheWrite, TokenUsage.Largest), counts.Output, counts.CacheRead, counts.CacheWrite, Math.Min(_reasoning, counts.Output));
        }
    }

    /// <summary>Another call continues the same answer: its tokens come on top, the prompt's too, since they are paid for again.</summary>
    public void Continue() => this = new UsageTally { _earlier = Total };

    /// <param name="usage">The <c>usage</c> object as it stands; anything else is no news.</param>
    public void Merge(ReadOnlySpan<byte> usage)
    {
        if (usage.IsEmpty || usage[0] != '{')
        {
            return;
        }

        var reader = RawJson.Open(usage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("iterations"u8))
            {
                MergeIterations(RawJson.Slice(ref reader, usage));
            }
            else if (name.SequenceEqual("output_tokens_details"u8))
            {
                MergeDetails(RawJson.Slice(ref reader, usage));
            }
            else
            {
                _top.Take(name, ref reader);
            }
        }
    }

    private void MergeDetails(ReadOnlySpan<byte> details)
    {
        if (details[0] == '{' && RawJson.Property(details, "thinking_tokens"u8) is { IsEmpty: false } thinking)
        {
            var reader = RawJson.Open(thinking);
            _reasoning = Counts.Number(ref reader) ?? _reasoning;
        }
    }

    // Server-side steps of one answer. What was compacted away was paid for as well and is missing in the sum at the top;
    // when another model took over, only the sum at the top is the bill.
    private void MergeIterations(ReadOnlySpan<byte> iterations)
    {
        if (iterations[0] != '[')
        {
            return;
        }

        var sum = default(Counts);
        var (any, fallback) = (false, false);
        var reader = RawJson.Open(iterations);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var iteration = RawJson.Slice(ref reader, iterations);
            if (iteration[0] != '{')
            {
                continue;
            }

            var type = RawJson.Property(iteration, "type"u8);
            fallback |= type.SequenceEqual("\"fallback_message\""u8);
            if (type.SequenceEqual("\"message\""u8) || type.SequenceEqual("\"compaction\""u8))
            {
                any = true;
                sum += Counts.Of(iteration);
            }
        }

        _useIterations = any && !fallback;
        _iterations = sum;
    }

    private record struct Counts(long Input, long CacheRead, long CacheWrite, long Output)
    {
        public static Counts operator +(Counts a, Counts b) =>
            new(Sum(a.Input, b.Input), Sum(a.CacheRead, b.CacheRead), Sum(a.CacheWrite, b.CacheWrite), Sum(a.Output, b.Output));

        private static long Sum(long a, long b) => Math.Min(a + b, TokenUsage.Largest);

        public static Counts Of(ReadOnlySpan<byte> json)
        {
            var counts = default(Counts);
            var reader = RawJson.Open(json);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                counts.Take(name, ref reader);
            }

            return counts;
        }

        public void Take(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
        {
            var number = Number(ref reader);
            if (number is not { } value)
            {
                return;
            }

            if (name.SequenceEqual("input_tokens"u8))
            {
                Input = value;
            }
            else if (name.SequenceEqual("output_tokens"u8))
            {
                Output = value;
            }
            else if (name.SequenceEqual("cache_read_input_tokens"u8))
            {
                CacheRead = value;
            }
            else if (name.SequenceEqual("cache_creation_input_tokens"u8))
            {
                CacheWrite = value;
            }
        }

        public static long? Number(scoped ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value is >= 0 and <= TokenUsage.Largest)
            {
                return value;
            }

            reader.Skip();
            return null;
        }
    }
}
