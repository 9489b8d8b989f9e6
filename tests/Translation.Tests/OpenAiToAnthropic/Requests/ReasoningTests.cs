using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ReasoningTests
{
    private const string Summarized = """{"type":"adaptive","display":"summarized"}""";

    /// <summary>Model; what the client sends; <c>thinking</c>; <c>output_config</c>.</summary>
    public static TheoryData<string, string, string, string> Efforts => new()
    {
        // A budget.
        { "claude-sonnet-4-5", """ "reasoning_effort":"minimal" """, """{"type":"enabled","budget_tokens":1024}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"low" """, """{"type":"enabled","budget_tokens":2048}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"medium" """, """{"type":"enabled","budget_tokens":10000}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"high" """, """{"type":"enabled","budget_tokens":16384}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"max" """, """{"type":"enabled","budget_tokens":19999}""", "absent" },
        { "claude-opus-4-5", """ "reasoning_effort":"xhigh" """, """{"type":"enabled","budget_tokens":19999}""", """{"effort":"high"}""" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"none" """, "absent", "absent" },
        { "claude-sonnet-4-5", """ "thinking":{"type":"enabled","budget_tokens":5000} """, """{"type":"enabled","budget_tokens":5000}""", "absent" },
        { "claude-sonnet-4-5", """ "thinking":{"type":"adaptive"} """, """{"type":"enabled","budget_tokens":10000}""", "absent" },
        { "claude-sonnet-4-5", """ "thinking_budget":3000 """, """{"type":"enabled","budget_tokens":3000}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning":{"max_tokens":3000} """, """{"type":"enabled","budget_tokens":3000}""", "absent" },
        { "claude-sonnet-4-5", """ "reasoning":{"effort":"low"} """, """{"type":"enabled","budget_tokens":2048}""", "absent" },

        // Adaptive.
        { "claude-opus-4-6", """ "reasoning_effort":"minimal" """, """{"type":"adaptive"}""", """{"effort":"low"}""" },
        { "claude-opus-4-6", """ "reasoning_effort":"xhigh" """, """{"type":"adaptive"}""", """{"effort":"max"}""" },
        { "claude-opus-4-6", """ "reasoning_effort":"none" """, "absent", "absent" },
        { "claude-opus-4-8", """ "reasoning_effort":"xhigh" """, Summarized, """{"effort":"xhigh"}""" },
        { "claude-opus-4-8", """ "thinking":{"type":"enabled","budget_tokens":3000} """, Summarized, """{"effort":"medium"}""" },
        { "claude-opus-4-8", """ "thinking":{"type":"adaptive","display":"omitted"},"reasoning_effort":"low" """, """{"type":"adaptive","display":"omitted"}""", "absent" },
        { "claude-opus-4-8", """ "output_config":{"effort":"max"},"reasoning_effort":"low" """, Summarized, """{"effort":"max"}""" },
        { "claude-opus-5", """ "reasoning_effort":"medium","reasoning":{"exclude":true} """, "absent", """{"effort":"medium"}""" },

        // Off.
        { "claude-opus-5", """ "reasoning_effort":"none" """, """{"type":"disabled"}""", "absent" },
        { "claude-opus-5", """ "reasoning_effort":"none","output_config":{"effort":"max"} """, """{"type":"disabled"}""", """{"effort":"high"}""" },
        { "claude-sonnet-5-5", """ "reasoning_effort":"none" """, """{"type":"between_tools"}""", "absent" },
        { "claude-opus-5-5", """ "reasoning_effort":"none" """, "absent", """{"effort":"low"}""" },
        { "claude-opus-5-5", """ "thinking":{"type":"disabled"} """, "absent", """{"effort":"low"}""" },

        // Unsaid, or nothing to think with.
        { "claude-opus-5", """ "n":1 """, "absent", "absent" },
        { "claude-3-5-haiku-latest", """ "reasoning_effort":"high" """, "absent", "absent" },
        { "some-model", """ "reasoning_effort":"high" """, "absent", "absent" },
    };

    [Theory]
    [MemberData(nameof(Efforts))]
    public void Effort_becomes(string model, string fields, string thinking, string outputConfig)
    {
        var translating = new Translating { Model = model, Options = new() { DefaultMaxTokens = 20_000 } };
        var body = $$$"""{"messages":[{"role":"user","content":"x"}],{{{fields}}}}""";

        Assert.Equal((thinking, outputConfig), (translating.Part(body, "thinking"), translating.Part(body, "output_config")));
    }

    [Theory]
    [InlineData(1024, "absent")]
    [InlineData(1025, """{"type":"enabled","budget_tokens":1024}""")]
    public void A_budget_is_below_the_limit_and_not_too_small(int maxTokens, string thinking)
    {
        var body = $$$"""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"high","max_tokens":{{{maxTokens}}}}""";

        Assert.Equal(thinking, new Translating().Part(body, "thinking"));
        Assert.Equal("changed=reasoning_effort", new Translating().Loss(body));
    }

    [Fact]
    public void Hidden_reasoning_is_not_asked_for_where_the_alias_does_not_show_it() =>
        Assert.Equal("""{"type":"adaptive"}""", new Translating { Model = "claude-opus-4-8", Options = new() { ExposeReasoning = false } }
            .Part("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"low"}""", "thinking"));

    [Fact]
    public void Reasoning_that_cannot_be_turned_off_is_refused_where_the_alias_wants_no_loss() =>
        Assert.Equal("reasoning_effort", new Translating { Model = "claude-opus-5-5", Options = new() { OnUnsupported = OnUnsupported.Reject } }
            .Rejects("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"none"}""").Param);
}
