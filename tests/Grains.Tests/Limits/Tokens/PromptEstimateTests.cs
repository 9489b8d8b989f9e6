using System.Text;
using System.Text.Json;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Tests.Limits.Tokens;

public class PromptEstimateTests
{
    private static readonly TokenCounter Counter = Warm();
    private static readonly string Prose = new StringBuilder().Insert(0, "The quick brown fox jumps over the lazy dog, and it is not the first time. ", 40).ToString();

    /// <summary>What a user says, and how many tokens that is with a tokenizer and without.</summary>
    public static TheoryData<string, long, long> Messages => new()
    {
        { """{"messages":[{"role":"user","content":"hello"}]}""", 4 + 1, 4 + 2 },
        { """{"messages":[{"role":"user","content":"The quick brown fox"}]}""", 4 + 4, 4 + 5 },
        { """{"messages":[{"role":"user","content":"caf\u00e9"}]}""", 4 + 2, 4 + 3 },
        { """{"messages":[{"role":"system","content":"hello"},{"role":"user","content":[{"type":"text","text":"hello"}]}]}""", 8 + 2, 8 + 3 },
        { """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}]}]}""", 4 + 765, 4 + 765 },
        { """{"messages":[{"role":"user","content":"\ud83d"}]}""", 4 + 1, 4 + 2 }, // half of a character
        { """{"messages":[]}""", 0, 0 },
        { """{"tools":[{"type":"function"}]}""", 5, 5 },
        { "{}", 0, 0 },
    };

    [Theory, MemberData(nameof(Messages))]
    public void A_prompt_has_about(string json, long counted, long guessed)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var scan = RequestScanner.Read(body);

        Assert.Equal(counted, PromptEstimate.Of(body, scan, Counter));
        Assert.Equal(guessed, PromptEstimate.Of(body, scan, null));
    }

    [Fact]
    public void A_long_prompt_counts_as_its_beginning_does()
    {
        var text = new StringBuilder().Insert(0, Prose, 100).ToString();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = text } } });

        var counted = PromptEstimate.Of(body, RequestScanner.Read(body), Counter);

        Assert.Equal(Counter.Count(text), counted, Counter.Count(text) * 0.02);
    }

    /// <summary>With each turn comes all that was said before, which is counted once: after some turns, all of it is, however long.</summary>
    [Fact]
    public void What_comes_again_with_each_turn_is_counted_to_its_end()
    {
        string[] turns = [.. Enumerable.Range(0, 10).Select(turn => string.Concat(Enumerable.Repeat(turn % 2 == 0 ? Prose : "0x1F,-- ", turn % 2 == 0 ? 3 : 1_000)) + turn)];
        var exact = 0L;
        var counted = 0L;
        for (var said = 1; said <= turns.Length; said++)
        {
            exact += 4 + Counter.Count(turns[said - 1]);
            counted = Estimate(turns[..said]);
        }

        Assert.Equal(exact, counted);
        Assert.Equal(exact, Estimate(turns));

        static long Estimate(string[] turns)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { messages = turns.Select(turn => new { role = "user", content = turn }) });
            return PromptEstimate.Of(body, RequestScanner.Read(body), Counter);
        }
    }

    [Fact]
    public void What_is_remembered_is_what_it_was()
    {
        for (var length = 1; length < 300; length++)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = Prose[..length] + "\n\u00e9" } } });
            var scan = RequestScanner.Read(body);

            var first = PromptEstimate.Of(body, scan, Counter);

            Assert.Equal(first, PromptEstimate.Of(body, scan, Counter));
            Assert.Equal(4 + Counter.Count(Prose[..length] + "\n\u00e9"), first);
        }
    }

    /// <summary>The tokenizer's own time would grow with the square of the length.</summary>
    [Fact]
    public void The_worst_prompt_costs_no_more_than_its_beginning()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = new string('a', 8_000_000) } } });

        Assert.Equal(1_000_000, PromptEstimate.Of(body, RequestScanner.Read(body), Counter), 20_000.0);
    }

    private static TokenCounter Warm()
    {
        var counter = new TokenCounter();
        counter.Count("warm");
        return counter;
    }
}
