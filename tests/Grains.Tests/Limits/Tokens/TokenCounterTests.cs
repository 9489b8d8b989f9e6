using System.Text;
using CsCheck;
using Microsoft.ML.Tokenizers;
using Orleans.Gateway.Grains.Limits.Tokens;

namespace Orleans.Gateway.Grains.Tests.Limits.Tokens;

public class TokenCounterTests
{
    private static readonly TokenCounter Counter = new();
    private static readonly TiktokenTokenizer Raw = TiktokenTokenizer.CreateForEncoding("o200k_base");

    /// <summary>What the pattern's alternatives turn on, side by side in every order.</summary>
    private static readonly Gen<string> Text =
        Gen.OneOf(
            " ", " ", "  ", "\t", "\n", "\r\n", " \n ", "\u00a0", "\u3000", "\u2028", "\u0085", "a", "b", "the", " word", "Hello", "HTTP", "XMLHttp", "'s", "'S", "'re", "'Ve", "'ll", "'l", "'x", "'",
            "'\u017f", "1", "12", "1234", "٣", "½", "-", "--", "(\"", "/", "//\n", ".", "...", "!", "\u0001", "\u007f", "é", "Ü", "ß", "e\u0301", "я", " Слово", "日本語", "かな", "ǅ", "ʰ", "😀", "👍🏽", "，", "—", "’s")
        .Array[0, 30].Select(string.Concat);

    public static TheoryData<string, string> Prose => new()
    {
        { "empty", "" },
        { "one word", "hello" },
        { "English", Repeated("The quick brown fox, as they say, jumps over the lazy dog - and it's 2030 already!\n\nIsn't it? ", 200) },
        { "German", Repeated("Der schnelle Fuchs springt über den faulen Hund; größer wird's nicht. ", 200) },
        { "Russian", Repeated("Быстрая лиса прыгает через ленивую собаку, и всё. ", 200) },
        { "code", Repeated("    if (x != null) { return  x.Value + 0x1F; } // why not\n\tfor (;;) { }\n", 100) },
        { "JSON", Repeated("""{"role": "user", "content": "What is the weather in Paris?"}, """, 200) },
        { "double spaces", Repeated("two  spaces   and    more before a word. ", 300) },
    };

    [Theory]
    [MemberData(nameof(Prose))]
    public void Prose_is_counted_exactly(string kind, string text)
    {
        Assert.NotEmpty(kind);
        Assert.Equal(Raw.CountTokens(text), Counter.Count(text));
    }

    [Fact]
    public void Any_text_is_counted_exactly() => Text.Sample(text => Assert.Equal(Raw.CountTokens(text), Counter.Count(text)), iter: 20_000);

    /// <summary>A piece that was counted before is remembered.</summary>
    [Fact]
    public void Any_text_counts_the_same_again() => Text.Sample(text => Assert.Equal(Counter.Count(text), Counter.Count(text)), iter: 1_000);

    [Theory]
    [InlineData('a')]
    [InlineData('=')]
    [InlineData(' ')]
    public void A_long_run_of_one_character_is_counted_to_the_percent(char letter)
    {
        var exact = Raw.CountTokens(new string(letter, 8_192));

        Assert.Equal(exact, Counter.Count(new string(letter, 8_192)), Math.Max(1, exact * 0.01));
    }

    [Fact]
    public void A_run_of_160_000_letters_costs_ten_times_one_of_16_000() =>
        Assert.Equal(10.0 * Counter.Count(new string('a', 16_000)), Counter.Count(new string('a', 160_000)), Counter.Count(new string('a', 160_000)) * 0.01);

    [Fact]
    public void Emoji_are_counted_to_the_percent()
    {
        var text = Repeated("😀👍", 2_000);

        Assert.Equal(Raw.CountTokens(text), Counter.Count(text), Raw.CountTokens(text) * 0.01);
    }

    [Fact]
    public void A_lone_half_of_a_character_is_counted_and_no_error() => Assert.InRange(Counter.Count(new string('\uD83D', 3_000)), 1, 20_000);

    [Fact]
    public async Task It_is_warm_once_it_was_warmed()
    {
        var counter = new TokenCounter();
        Assert.False(counter.IsWarm);

        await counter.WarmAsync();

        Assert.True(counter.IsWarm);
    }

    /// <summary>A core's time is nobody's to take: most of the words of a prompt have been seen before.</summary>
    [Fact]
    public void A_text_of_known_words_is_counted_without_allocating()
    {
        var text = Encoding.UTF8.GetBytes(Repeated("The quick brown fox, as they say, jumps over the lazy dog - größer wird's nicht; быстрая лиса, и всё. ", 20));
        Counter.Count(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Counter.Count(text);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Repeated(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
