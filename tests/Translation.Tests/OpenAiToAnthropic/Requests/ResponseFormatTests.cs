namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ResponseFormatTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}""";

    private static string Format(string schema, string more = "") => $$$"""
        {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","strict":true,"schema":{{{schema}}}}}{{{more}}}}
        """;

    [Fact]
    public void A_schema_is_enforced_by_models_that_can() =>
        Translating.Same("""{"format":{"type":"json_schema","schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false,"description":"d"}}}""",
            new Translating().Part(Format(Person), "output_config"));

    /// <summary>The client's schema; what is sent of it, or null where it cannot be enforced.</summary>
    public static TheoryData<string, string?> Schemas => new()
    {
        { """{"type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":3,"description":"A."}},"additionalProperties":false,"description":"D"}""",
            """{"type":"object","properties":{"a":{"type":"integer","description":"A.\n\n{minimum: 1, maximum: 3}"}},"additionalProperties":false,"description":"D"}""" },
        { """{"type":"object","properties":{"a":{"type":"string","pattern":"^a\\b","format":"date","title":"T","default":"x"}},"description":"D"}""",
            """{"type":"object","properties":{"a":{"type":"string","format":"date","title":"T","default":"x","description":"{pattern: \"^a\\\\b\"}"}},"description":"D","additionalProperties":false}""" },
        { """{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string","pattern":"^(?:a|b)$","format":"ipv9"},"description":"D"}""",
            """{"type":"array","minItems":1,"items":{"type":"string","pattern":"^(?:a|b)$","description":"{format: \"ipv9\"}"},"description":"D\n\n{maxItems: 2}"}""" },
        { """{"oneOf":[{"type":"string"},{"type":"null"}],"description":"D"}""", """{"anyOf":[{"type":"string"},{"type":"null"}],"description":"D"}""" },
        { """{"type":"object","properties":{"a":{"allOf":[{"$ref":"#/$defs/A"}],"description":"x"},"b":{"type":"string","nullable":true}},"$defs":{"A":{"type":"string","enum":["x",1,null]}},"$schema":"s","description":"D"}""",
            """{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"type":["string","null"]}},"$defs":{"A":{"type":"string","enum":["x",1,null]}},"description":"D","additionalProperties":false}""" },
        { """{"type":"object","additionalProperties":false,"description":"D"}""", """{"type":"object","additionalProperties":false,"description":"D"}""" },
        { """{"type":"object","properties":{"a":{}},"anyOf":[{"required":["a"]},{"description":"x"}],"description":"D"}""",
            """{"type":"object","properties":{"a":{}},"anyOf":[{"required":["a"]},{"description":"x"}],"description":"D","additionalProperties":false}""" },
        { """{"type":"object","properties":{"a":{}},"patternProperties":{"^b":{}}}""",
            """{"type":"object","properties":{"a":{}},"additionalProperties":false,"description":"d\n\n{patternProperties: {\"^b\":{}}}"}""" },
        // Closed, these could only be answered with {}.
        { """{"type":"object"}""", null },
        { """{"type":["object","null"]}""", null },
        { """{"type":["object","string"]}""", null },
        { """{"type":"object","properties":{"a":{"type":"object","description":"anything"}}}""", null },
        { """{"type":"object","patternProperties":{"^a":{}}}""", null },
        { """{"type":"object","properties":{},"patternProperties":{"^a":{}},"additionalProperties":false}""", null },
        // Closed, these could not be answered at all.
        { """{"allOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}""", null },
        { """{"type":"object","properties":{"a":{}},"allOf":[{"properties":{"b":{}}},{"description":"x"}]}""", null },
        { """{"type":"object","properties":{"a":{}},"anyOf":[{"type":"object","properties":{"b":{}}},{"type":"object","properties":{"c":{}}}]}""", null },
        { """{"properties":{"a":{}},"anyOf":[{"anyOf":[{"properties":{"b":{}}}]}]}""", null },
        { """{"properties":{"a":{}},"oneOf":[{"$ref":"#/$defs/B"}],"$defs":{"B":{"properties":{"b":{}}}}}""", null },
        { """{"type":"object","properties":{"a":{}},"required":["a","b"]}""", null },
        { """{"type":"object","additionalProperties":true}""", null },
        { """{"type":"object","additionalProperties":{"type":"string"}}""", null },
        { """{"type":"object","properties":{"a":{"enum":[{}]}}}""", null },
        { """{"$ref":"#/$defs/A","$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}}}""", null },
        { """{"type":"object","properties":{"a":{"$ref":"https://x/y"}}}""", null },
        { """{"allOf":[{"$ref":"#/$defs/A"},{"type":"object"}],"$defs":{"A":{"type":"object"}}}""", null },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Schema_is_brought_into_the_subset(string schema, string? expected)
    {
        var actual = new Translating().Part(Format(schema), "output_config.format.schema");

        if (expected is null)
        {
            Assert.Equal("absent", actual);
            Assert.Equal("emulated=response_format", new Translating().Loss(Format(schema)));
        }
        else
        {
            Translating.Same(expected, actual);
        }
    }

    [Fact]
    public void More_optional_properties_than_the_provider_compiles_are_emulated()
    {
        static string Optional(int count) => $$$"""{"type":"object","properties":{{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{{}}"))}}}}}""";

        Assert.NotEqual("absent", new Translating().Part(Format(Optional(24)), "output_config"));
        Assert.Equal("absent", new Translating().Part(Format(Optional(25)), "output_config"));
    }

    /// <summary>What the client sends beside the format; the choice; the tools.</summary>
    public static TheoryData<string, string, string> Emulations => new()
    {
        { "", """{"type":"tool","name":"json_response","disable_parallel_tool_use":true}""", "json_response" },
        { """ ,"tools":[{"type":"function","function":{"name":"f"}}] """, """{"type":"any","disable_parallel_tool_use":true}""", "f json_response" },
        { """ ,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none" """, """{"type":"tool","name":"json_response","disable_parallel_tool_use":true}""", "f json_response" },
        { """ ,"tools":[{"type":"function","function":{"name":"json_response"}}] """, """{"type":"any","disable_parallel_tool_use":true}""", "json_response json_response_2" },
    };

    [Theory]
    [MemberData(nameof(Emulations))]
    public void A_model_without_structured_output_answers_by_a_tool(string more, string choice, string tools)
    {
        var translating = new Translating { Model = "claude-sonnet-4-0" };
        var request = translating.Object(Format(Person, more));

        Assert.Equal(choice, request["tool_choice"]!.ToJsonString());
        Assert.Equal(tools, string.Join(' ', request["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)));
        Assert.Equal(tools.Split(' ')[^1], translating.Run(Format(Person, more)).Result.Plan.JsonTool);
    }

    [Fact]
    public void Any_json_object_is_asked_for_in_words()
    {
        var (body, result) = new Translating().Run("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""");

        Assert.Contains("Respond with one valid JSON object and nothing else. No code fences.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("output_config", body, StringComparison.Ordinal);
        Assert.True(result.Plan.JsonObject);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("claude-sonnet-4-0")]
    public void A_schema_is_asked_for_in_words_where_the_answer_is_started(string model)
    {
        var body = Format(Person).Replace("}]", "},{\"role\":\"assistant\",\"content\":\"{\"}]", StringComparison.Ordinal);
        var request = new Translating { Model = model }.Object(body);

        Assert.Equal($"Respond with JSON that matches this schema and nothing else. No code fences.\n\n{Person}", (string?)request["system"]![0]!["text"]);
        Assert.Null(request["output_config"] ?? request["tools"] ?? request["tool_choice"]);
        Assert.Equal("emulated=response_format", new Translating { Model = model }.Loss(body));
    }

    [Fact]
    public void A_json_schema_without_a_schema_is_any_json_object() =>
        Assert.True(new Translating().Run("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n"}}}""").Result.Plan.JsonObject);

    [Fact]
    public void Text_is_what_it_would_be_anyway() =>
        Assert.True(new Translating().Run("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"text"}}""").Result.Loss.IsEmpty);

    [Fact]
    public void Citations_are_left_out_where_a_schema_is_enforced() =>
        Assert.DoesNotContain("citations", new Translating().Run(Format(Person).Replace("\"content\":\"x\"",
            """ "content":[{"type":"file","file":{"filename":"a.txt","file_data":"YQ==","citations":{"enabled":true}}}] """, StringComparison.Ordinal)).Body, StringComparison.Ordinal);
}
