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

        { "claude-sonnet-4-5", """ "thinking":{"type":"enabled","budget_tokens":5000,"display":"omitted"} """, """{"type":"enabled","budget_tokens":5000,"display":"omitted"}""", "absent" },
        { "claude-sonnet-4-5", """ "thinking_budget":-4294962296 """, "absent", "absent" },

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

    /// <summary>Model; what was learned; what the client sends; <c>thinking</c>; <c>output_config</c>; what is told.</summary>
    public static TheoryData<string, RepairFlags, string, string, string, string> Losses => new()
    {
        // An effort that the model turned out not to take.
        { "claude-opus-4-8", RepairFlags.NoEffort, """ "reasoning_effort":"high" """, Summarized, "absent", "changed=reasoning_effort" },
        { "claude-opus-5", RepairFlags.NoEffort, """ "reasoning_effort":"high","reasoning":{"exclude":true} """, "absent", "absent", "dropped=reasoning_effort" },
        { "claude-opus-4-8", RepairFlags.NoEffort, """ "output_config":{"effort":"high","task_budget":5} """, "absent", """{"task_budget":5}""", "dropped=output_config.effort" },
        { "claude-sonnet-4-5", RepairFlags.None, """ "output_config":{"effort":"max"} """, "absent", "absent", "dropped=output_config.effort" },
        { "claude-opus-4-5", RepairFlags.None, """ "output_config":{"effort":"max"} """, "absent", """{"effort":"high"}""", "changed=output_config.effort" },
        { "claude-opus-4-8", RepairFlags.None, """ "output_config":{"effort":"unheard-of"} """, "absent", """{"effort":"unheard-of"}""", "" },

        // One of several forms.
        { "claude-opus-5", RepairFlags.None, """ "thinking":{"type":"adaptive"},"reasoning_effort":"high" """, """{"type":"adaptive"}""", "absent", "dropped=reasoning_effort" },
        { "claude-sonnet-4-5", RepairFlags.None, """ "thinking_budget":2000,"reasoning":{"max_tokens":3000,"effort":"low"} """, """{"type":"enabled","budget_tokens":2000}""", "absent", "dropped=reasoning.max_tokens,reasoning.effort" },
        { "claude-sonnet-4-5", RepairFlags.None, """ "reasoning_effort":"low","reasoning":{"effort":"low"} """, """{"type":"enabled","budget_tokens":2048}""", "absent", "" },
        { "claude-opus-4-8", RepairFlags.None, """ "output_config":{"effort":"max"},"reasoning_effort":"low" """, Summarized, """{"effort":"max"}""", "changed=reasoning_effort" },

        // A budget that becomes something else.
        { "claude-opus-4-8", RepairFlags.None, """ "thinking_budget":3000 """, Summarized, """{"effort":"medium"}""", "changed=thinking_budget" },
        { "claude-sonnet-4-5", RepairFlags.None, """ "thinking_budget":-4294962296 """, "absent", "absent", "changed=thinking_budget" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void What_is_lost_of_it_is_told(string model, RepairFlags learned, string fields, string thinking, string outputConfig, string told)
    {
        var translating = new Translating { Model = model, Repairs = new() { Flags = learned }, Options = new() { DefaultMaxTokens = 20_000 } };
        var body = $$$"""{"messages":[{"role":"user","content":"x"}],{{{fields}}}}""";

        Assert.Equal((thinking, outputConfig, told), (translating.Part(body, "thinking"), translating.Part(body, "output_config"), translating.Loss(body)));
    }

    [Theory]
    [InlineData("\"2000\"")]
    [InlineData("2000.5")]
    public void A_budget_that_is_no_integer_is_refused(string budget) =>
        Assert.Equal("thinking.budget_tokens", new Translating().Rejects($$$"""{"messages":[{"role":"user","content":"x"}],"thinking":{"type":"enabled","budget_tokens":{{{budget}}}}}""").Param);

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
