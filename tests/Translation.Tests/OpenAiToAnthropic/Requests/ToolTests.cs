namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ToolTests
{
    private static string With(string tool) => $$$"""{"messages":[{"role":"user","content":"x"}],"tools":[{{{tool}}}]}""";

    private static string Function(string parameters) => With($$$"""{"type":"function","function":{"name":"f","parameters":{{{parameters}}}}}""");

    /// <summary>The client's tool; the provider's.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { """{"type":"function","function":{"name":"f","description":"d","strict":null}}""", """{"name":"f","description":"d","input_schema":{"type":"object","properties":{}}}""" },
        { """{"function":{"name":"f","description":null,"parameters":{}}}""", """{"name":"f","input_schema":{"type":"object","properties":{}}}""" },
        { """{"type":"function","defer_loading":true,"function":{"name":"f","cache_control":{"type":"ephemeral"}}}""", """{"name":"f","input_schema":{"type":"object","properties":{}},"defer_loading":true,"cache_control":{"type":"ephemeral"}}""" },
        { """{"type":"web_fetch_20250910","name":"web_fetch","max_uses":2}""", """{"type":"web_fetch_20250910","name":"web_fetch","max_uses":2}""" },
        { """{"name":"f","input_schema":{"type":"object"},"custom_field":1}""", """{"name":"f","input_schema":{"type":"object"},"custom_field":1}""" },
        {
            """{"type":"custom","custom":{"name":"sh","description":"Runs.","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: \"x\""}}}}""",
            """{"name":"sh","description":"Runs.\n\nThe input must match this grammar (lark):\nstart: \"x\"","input_schema":{"type":"object","properties":{"input":{"type":"string","description":"Raw tool input."}},"required":["input"],"additionalProperties":false}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Tool_becomes(string tool, string expected) => Translating.Same(expected, new Translating().Part(With(tool), "tools.0"));

    /// <summary>The client's parameters; the provider's input schema.</summary>
    public static TheoryData<string, string> Schemas => new()
    {
        // Everything is kept, in its order.
        {
            """{"$defs":{"A":{"type":"string"}},"type":"object","properties":{"b":{"$ref":"#/$defs/A"},"a":{"anyOf":[{"type":"null"},{"type":"number","minimum":1.50}]}},"additionalProperties":true}""",
            """{"$defs":{"A":{"type":"string"}},"type":"object","properties":{"b":{"$ref":"#/$defs/A"},"a":{"anyOf":[{"type":"null"},{"type":"number","minimum":1.50}]}},"additionalProperties":true}"""
        },
        { """{"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""" },
        { """{"type":["object","null"],"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""" },
        // Branches at the root.
        {
            """{"type":"object","properties":{"a":{}},"anyOf":[{"required":["a"]},{"required":["a","b"],"properties":{"b":{}}}]}""",
            """{"type":"object","properties":{"a":{},"b":{}},"required":["a"]}"""
        },
        {
            """{"oneOf":[{"$ref":"#/$defs/X"},{"$ref":"#/$defs/Y"}],"$defs":{"X":{"type":"object","properties":{"k":{"const":"x"}}},"Y":{"type":"object","properties":{"k":{"const":"y"}}}}}""",
            """{"type":"object","properties":{"k":{"anyOf":[{"const":"x"},{"const":"y"}]}},"$defs":{"X":{"type":"object","properties":{"k":{"const":"x"}}},"Y":{"type":"object","properties":{"k":{"const":"y"}}}}}"""
        },
        { """{"anyOf":[{"type":"string"},{"type":"number"}]}""", """{"type":"object","properties":{"value":{"anyOf":[{"type":"string"},{"type":"number"}]}},"required":["value"]}""" },
        { """{"type":"array","items":{"$ref":"#/$defs/A"},"$defs":{"A":{}}}""", """{"type":"object","properties":{"value":{"type":"array","items":{"$ref":"#/$defs/A"}}},"required":["value"],"$defs":{"A":{}}}""" },
        // Older drafts.
        {
            """{"type":"object","properties":{"items":{"type":"array","items":[{"type":"string"}],"additionalItems":false},"n":{"minimum":5,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":false}}}""",
            """{"type":"object","properties":{"items":{"type":"array","prefixItems":[{"type":"string"}],"items":false},"n":{"exclusiveMinimum":5,"maximum":9}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Parameters_become(string parameters, string expected) => Translating.Same(expected, new Translating().Part(Function(parameters), "tools.0.input_schema"));

    [Fact]
    public void Calls_of_a_wrapped_tool_are_wrapped_in_the_history_and_the_plan_says_so()
    {
        var (body, result) = new Translating().Run("""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"[1]"}}]},{"role":"tool","tool_call_id":"c1","content":"x"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"array"}}}]}
            """);

        Assert.Contains("\"input\":{\"value\":[1]}", body, StringComparison.Ordinal);
        Assert.Equal(["f"], result.Plan.WrappedTools);
    }

    [Fact]
    public void Names_that_the_provider_refuses_are_shortened_alike_in_tools_history_and_choice()
    {
        var name = "mcp.server/" + new string('x', 80);
        var (body, result) = new Translating().Run($$$"""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"{{{name}}}","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"x"}],
             "tools":[{"type":"function","function":{"name":"{{{name}}}"}}],"tool_choice":{"type":"function","function":{"name":"{{{name}}}"} } }
            """);

        var (sent, original) = Assert.Single(result.Plan.ToolNames);
        Assert.Equal(name, original);
        Assert.Matches("^[a-zA-Z0-9_-]{64}$", sent);
        Assert.Equal(3, body.Split(sent).Length - 1);
        Assert.DoesNotContain("mcp.server", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_with_calls_and_no_tools_gets_definitions_that_may_not_be_called()
    {
        var request = new Translating().Object("""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"g","arguments":"{}"}},{"id":"c2","function":{"name":"f","arguments":"{}"}},{"id":"c3","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"x"}],"tools":[]}
            """);

        Translating.Same("""[{"name":"g","input_schema":{"type":"object","properties":{},"additionalProperties":true}},{"name":"f","input_schema":{"type":"object","properties":{},"additionalProperties":true}}]""", request["tools"]!.ToJsonString());
        Translating.Same("""{"type":"none"}""", request["tool_choice"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"],"additionalProperties":false}}}""",
        """{"type":"object","properties":{"a":{"type":"integer","description":"{minimum: 1}"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}}}""",
        """{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"object","additionalProperties":true}}}}}""",
        """{"type":"object","properties":{"a":{"type":"object","additionalProperties":true}}}""", false)]
    public void Strict_stays_where_the_schema_can_be_enforced(string tool, string schema, bool strict)
    {
        var translating = new Translating();

        Translating.Same(schema, translating.Part(With(tool), "tools.0.input_schema"));
        Assert.Equal(strict ? "true" : "absent", translating.Part(With(tool), "tools.0.strict"));
        Assert.Equal(strict ? "" : "dropped=tools.function.strict", translating.Loss(With(tool)));
        Assert.Equal("absent", (translating with { Model = "claude-sonnet-4-0" }).Part(With(tool), "tools.0.strict"));
    }

    [Fact]
    public void No_more_than_twenty_tools_are_strict()
    {
        var tools = string.Join(',', Enumerable.Range(0, 22).Select(i => $$$"""{"type":"function","function":{"name":"f{{{i}}}","strict":true,"parameters":{"type":"object","properties":{} } }}"""));

        Assert.Equal(20, new Translating().Run(With(tools)).Body.Split("\"strict\":true").Length - 1);
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"\u0066"}}""", "tools", "invalid_value")]
    [InlineData("""{"type":"function","function":{}}""", "tools[0].function.name", "missing_required_parameter")]
    [InlineData("""{"type":"function"}""", "tools[0].function", "missing_required_parameter")]
    [InlineData("""{"type":"retrieval"}""", "tools[0].type", "invalid_value")]
    [InlineData("7", "tools[0]", "invalid_type")]
    [InlineData("""{"type":"function","function":{"name":"f","parameters":[]}}""", "tools.function.parameters", "invalid_type")]
    public void Broken_tools_are_refused(string tools, string param, string code)
    {
        var refusal = new Translating().Rejects(With(tools));

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Fact]
    public void Web_search_becomes_the_providers_own_tool()
    {
        const string body = """{"messages":[{"role":"user","content":"x"}],"web_search_options":{"search_context_size":"high","user_location":{"type":"approximate","approximate":{"city":"Bern","country":"CH"}}}}""";

        Translating.Same("""[{"type":"web_search_20250305","name":"web_search","max_uses":10,"user_location":{"type":"approximate","city":"Bern","country":"CH"}}]""", new Translating().Part(body, "tools"));
        Assert.Equal("web_search_options", new Translating { Target = target => target with { WebSearch = false } }.Rejects(body).Param);
    }
}
