using Orleans.Gateway.Translation.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToOpenAi.PassThroughStreamTests;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

/// <summary>The tokens of a stream, whichever way a provider tells them, and what of it a client sees.</summary>
public class StreamUsageTests
{
    [Fact]
    public void Usage_that_the_client_did_not_ask_for_is_read_and_hidden()
    {
        const string First = """{"usage":null,"choices":[{"index":0,"delta":{"content":"a"}}]}""";
        const string Last = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}] , "usage" : null,"x":1}""";
        const string Only = """{ "usage":null }""";

        var passed = PassedThrough.Of(Events(First, Last, Only, Usage, "[DONE]"), includeUsage: false);

        Assert.Equal(
            Events("""{"choices":[{"index":0,"delta":{"content":"a"}}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x":1}""", "{  }", "[DONE]"),
            passed.Text);
        Assert.Equal(new TokenUsage(3, 2), passed.Stream.Usage);
    }

    [Theory]
    [InlineData("\"choices\":null,")]
    [InlineData("")]
    public void Usage_is_hidden_in_a_chunk_without_choices_too(string choices)
    {
        var passed = PassedThrough.Of(Events(Hi, Stop, $$"""{"id":"c1",{{choices}}"usage":{"prompt_tokens":3,"completion_tokens":2} }""", "[DONE]"), includeUsage: false);

        Assert.Equal(Events(Hi, Stop, "[DONE]"), passed.Text);
        Assert.Equal(new TokenUsage(3, 2), passed.Stream.Usage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Usage_on_a_chunk_with_content_is_read_and_hidden_like_any_other(bool includeUsage)
    {
        const string Own = """{"choices":[{"index":0,"delta":{"content":"a"},"usage":{"prompt_tokens":1,"completion_tokens":1}}]}""";
        const string Last = """{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":12},"x":1}""";

        var passed = PassedThrough.Of(Events(Own, Last), includeUsage);

        // What a choice says of itself was not asked for by the gateway either.
        Assert.Equal(Events(Own, includeUsage ? Last : """{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"x":1}"""), passed.Text);
        Assert.Equal(new TokenUsage(9, 12), passed.Stream.Usage);
    }

    public static TheoryData<string, TokenUsage> Usages => new()
    {
        { """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}""", new(10, 5, 4, 0, 2) },
        { """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":2}}""", new(10, 7, 0, 0, 2) },   // xAI
        { """{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":3}""", new(10, 5, 3) },                                                            // Moonshot
        { """{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":3,"prompt_cache_miss_tokens":7}""", new(10, 5, 3) },                      // DeepSeek
        { """{"prompt_tokens":10,"completion_tokens":5,"cache_read_input_tokens":3,"cache_creation_input_tokens":2}""", new(10, 5, 3, 2) },
        { """{"prompt_tokens":10,"completion_tokens":null,"total_tokens":10,"prompt_tokens_details":null}""", new(10, 0) },
        { """{"prompt_tokens":-1,"completion_tokens":"5","total_tokens":1e30,"x":[[{"prompt_tokens":true}]]}""", default },
        { """{"prompt_tokens":9000000000000000000,"completion_tokens":9000000000000000000,"total_tokens":1000000001}""", default },                        // no call has as many
        { """{"prompt_tokens":-9223372036854775808,"completion_tokens":5,"total_tokens":9223372036854775807}""", new(0, 5) },
        { """{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":900,"cache_write_tokens":900,"reasoning_tokens":900}""", new(10, 5, 10, 0, 5) },    // a part is no more than the whole
        { "{}", default },
    };

    [Theory]
    [MemberData(nameof(Usages))]
    public void Usage_is_understood_in_every_providers_dialect(string usage, TokenUsage expected) =>
        Assert.Equal(expected, PassedThrough.Of(Events($$"""{"choices":[],"usage":{{usage}} }""")).Stream.Usage);
}
