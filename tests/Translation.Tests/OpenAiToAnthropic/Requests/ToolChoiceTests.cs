namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ToolChoiceTests
{
    private const string Tools = """ "tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}},{"type":"custom","custom":{"name":"h"}}] """;

    private static string With(string fields) => $$$"""{"max_tokens":9000,"messages":[{"role":"user","content":"x"}],{{{fields}}}}""";

    /// <summary>What the client sends beside its tools; the provider's choice; the tools that are left.</summary>
    public static TheoryData<string, string, string> Choices => new()
    {
        { """ "n":1 """, "absent", "fgh" },
        { """ "parallel_tool_calls":false """, """{"type":"auto","disable_parallel_tool_use":true}""", "fgh" },
        { """ "parallel_tool_calls":true,"tool_choice":"auto" """, """{"type":"auto"}""", "fgh" },
        { """ "tool_choice":"none","parallel_tool_calls":false """, """{"type":"none"}""", "fgh" },
        { """ "tool_choice":"required","parallel_tool_calls":false """, """{"type":"any","disable_parallel_tool_use":true}""", "fgh" },
        { """ "tool_choice":{"type":"function","function":{"name":"g"}} """, """{"type":"tool","name":"g"}""", "fgh" },
        { """ "tool_choice":{"type":"custom","custom":{"name":"h"}} """, """{"type":"tool","name":"h"}""", "fgh" },
        { """ "tool_choice":{"name":"g"} """, """{"type":"tool","name":"g"}""", "fgh" },
        { """ "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"custom","custom":{"name":"h"}},{"type":"function","function":{"name":"f"}}]}} """, """{"type":"auto"}""", "fh" },
        { """ "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]} """, """{"type":"any"}""", "g" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Choice_becomes(string fields, string choice, string tools)
    {
        var request = new Translating().Object(With($"{Tools},{fields}"));

        Assert.Equal(choice, request["tool_choice"]?.ToJsonString() ?? "absent");
        Assert.Equal(tools, string.Concat(request["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)));
    }

    [Theory]
    [InlineData(""" "tool_choice":{"type":"function","function":{"name":"x"}} """, "tool_choice")]
    [InlineData(""" "tool_choice":"sometimes" """, "tool_choice")]
    [InlineData(""" "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}} """, "tool_choice.allowed_tools.tools")]
    [InlineData(""" "parallel_tool_calls":1 """, "parallel_tool_calls")]
    public void A_choice_that_names_nothing_is_refused(string fields, string param) =>
        Assert.Equal(param, new Translating().Rejects(With($"{Tools},{fields}")).Param);

    [Theory]
    [InlineData("\"auto\"", true)]
    [InlineData("\"none\"", true)]
    [InlineData("\"required\"", false)]
    public void Without_tools_there_is_nothing_to_choose(string choice, bool accepted)
    {
        var body = With($""" "tools":[],"tool_choice":{choice} """);

        if (accepted)
        {
            Assert.Equal("absent", new Translating().Part(body, "tool_choice"));
        }
        else
        {
            Assert.Equal("tool_choice", new Translating().Rejects(body).Param);
        }
    }

    [Fact]
    public void A_model_that_cannot_be_forced_is_asked_in_words_and_sees_only_that_tool()
    {
        var (body, result) = new Translating { Model = "claude-opus-5-5" }.Run(With($$$""" {{{Tools}}},"tool_choice":{"type":"function","function":{"name":"g"}} """));

        Assert.Contains("\"tool_choice\":{\"type\":\"auto\"}", body, StringComparison.Ordinal);
        Assert.Contains("You must answer by calling the tool `g`.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"f\"", body, StringComparison.Ordinal);
        Assert.Equal("emulated=tool_choice", result.Loss.ToString());
    }

    [Fact]
    public void A_forced_call_ends_a_budget_that_only_the_effort_asked_for()
    {
        Assert.Equal("dropped=reasoning_effort;emulated=tools.custom", new Translating().Loss(With($""" {Tools},"tool_choice":"required","reasoning_effort":"low" """)));
        Assert.Equal("tool_choice", new Translating().Rejects(With($$$""" {{{Tools}}},"tool_choice":"required","thinking":{"type":"enabled","budget_tokens":2000} """)).Param);
    }

    [Fact]
    public void Adaptive_thinking_goes_with_a_forced_call() =>
        Assert.NotEqual("absent", new Translating { Model = "claude-opus-4-6" }.Part(With($""" {Tools},"tool_choice":"required","reasoning_effort":"low" """), "thinking"));

    [Fact]
    public void Functions_of_the_old_kind_are_called_one_at_a_time()
    {
        var (body, result) = new Translating().Run(With(""" "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"} """));

        Assert.Contains("""{"type":"tool","name":"f","disable_parallel_tool_use":true}""", body, StringComparison.Ordinal);
        Assert.True(result.Plan.LegacyFunctions);
    }
}
