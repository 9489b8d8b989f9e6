using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ConversationTests
{
    private const string Call = """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]}""";
    private const string TwoCalls = """{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]}""";
    private const string CallBlock = """{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}""";
    private const string TwoBlocks = """{"type":"tool_use","id":"c1","name":"f","input":{}},{"type":"tool_use","id":"c2","name":"f","input":{}}""";

    /// <summary>What the rule is; the client's messages; the provider's.</summary>
    public static TheoryData<string, string, string> Rules => new()
    {
        {
            "Adjacent turns of one role are one turn",
            """[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]},{"role":"assistant","content":"c"},{"role":"assistant","content":"d"},{"role":"user","content":"e"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]},{"role":"user","content":[{"type":"text","text":"e"}]}]"""
        },
        {
            "Blank texts and turns without anything left are dropped",
            """[{"role":"user","content":"a"},{"role":"assistant","content":" \n\u00a0\t"},{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"b"}]}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"""
        },
        {
            "A conversation that starts with the assistant gets a user turn before it",
            """[{"role":"assistant","content":"hello"},{"role":"user","content":"a"}]""",
            """[{"role":"user","content":[{"type":"text","text":"."}]},{"role":"assistant","content":[{"type":"text","text":"hello"}]},{"role":"user","content":[{"type":"text","text":"a"}]}]"""
        },
        {
            "Results of parallel calls are one user turn in the order of the calls",
            $$$"""[{"role":"user","content":"a"},{{{TwoCalls}}},{"role":"tool","tool_call_id":"c2","content":"two"},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"user","content":"b"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{TwoBlocks}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"c2","content":"two"},{"type":"text","text":"b"}]}]"""
        },
        {
            "A result that comes after what the user said moves up",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"user","content":"b"},{"role":"tool","tool_call_id":"c1","content":"one"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"text","text":"b"}]}]"""
        },
        {
            "Of two results for one call the last one counts",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c1","content":"again"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"again"}]}]"""
        },
        {
            "A call without a result gets one that says so",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"user","content":"b"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"[no result]","is_error":true},{"type":"text","text":"b"}]}]"""
        },
        {
            "A result without a call is something that the user said",
            """[{"role":"user","content":"a"},{"role":"tool","tool_call_id":"c9","content":"lost"},{"role":"tool","tool_call_id":"c8","content":""}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"Tool result (c9): lost"}]}]"""
        },
        {
            "A result for an earlier turn's call is too late",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"user","content":"b"},{"role":"assistant","content":"c"},{"role":"tool","tool_call_id":"c1","content":"late"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"[no result]","is_error":true},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"}]},{"role":"user","content":[{"type":"text","text":"Tool result (c1): late"}]}]"""
        },
        {
            "An empty result is legal, and an error is one only on the client's word",
            $$$"""[{"role":"user","content":"a"},{{{TwoCalls}}},{"role":"tool","tool_call_id":"c1","content":""},{"role":"tool","tool_call_id":"c2","content":"{\"error\":1}","is_error":true}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{TwoBlocks}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1"},{"type":"tool_result","tool_use_id":"c2","content":"{\"error\":1}","is_error":true}]}]"""
        },
        {
            "Results may hold parts",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"t"},{"type":"text","text":""},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"t"},{"type":"image","source":{"type":"url","url":"https://x/y.png"}}]}]}]"""
        },
        {
            "Ids of other vendors are replaced by a hash, in call and result alike, and ids given twice are told apart",
            """[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"functions.f:0","function":{"name":"f","arguments":""}},{"id":"c1","function":{"name":"f","arguments":"{}"}},{"id":"c1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"functions.f:0","content":"1"},{"role":"tool","tool_call_id":"c1","content":"2"},{"role":"tool","tool_call_id":"c1","content":"3"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"t_5d49e4d0ff48bd3fbd2fc4b9b9ac45e3","name":"f","input":{}},{"type":"tool_use","id":"c1","name":"f","input":{}},{"type":"tool_use","id":"t_x","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t_5d49e4d0ff48bd3fbd2fc4b9b9ac45e3","content":"1"},{"type":"tool_result","tool_use_id":"c1","content":"2"},{"type":"tool_result","tool_use_id":"t_x","content":"3"}]}]"""
        },
        {
            "Calls without an id are matched by position",
            """[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"id":"","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","content":"1"},{"role":"tool","tool_call_id":"","content":"2"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"t_0_0","name":"f","input":{}},{"type":"tool_use","id":"t_0_1","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t_0_0","content":"1"},{"type":"tool_result","tool_use_id":"t_0_1","content":"2"}]}]"""
        },
        {
            "Functions of the old kind have ids by their order",
            """[{"role":"user","content":"a"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"2"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"fc_0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"fc_0","content":"1"}]},{"role":"assistant","content":[{"type":"tool_use","id":"fc_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"fc_1","content":"2"}]}]"""
        },
        {
            "A refusal is what the assistant said",
            """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"refusal","refusal":"no"}],"refusal":"never"},{"role":"user","content":"b"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"no"},{"type":"text","text":"never"}]},{"role":"user","content":[{"type":"text","text":"b"}]}]"""
        },
        {
            "Instructions given later stay where they are, as a reminder in the user's turn",
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"developer","content":"be \"nice\""},{"role":"tool","tool_call_id":"c1","content":"1"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"1"},{"type":"text","text":"<system-reminder>\nbe \"nice\"\n</system-reminder>"}]}]"""
        },
        {
            "What the user started for the assistant loses the whitespace at its end",
            """[{"role":"user","content":"a"},{"role":"assistant","content":"It is \n\u0020"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"It is"}]}]"""
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Messages_follow_the_rule(string rule, string messages, string expected)
    {
        var actual = new Translating().Messages(messages);
        actual = rule.StartsWith("Ids of", StringComparison.Ordinal) ? Normalise(actual, expected) : actual;

        Translating.Same(expected, actual);
    }

    // Hashes are compared by what they are for: the same for call and result, and different from each other.
    private static string Normalise(string actual, string expected)
    {
        var hashes = System.Text.RegularExpressions.Regex.Matches(actual, "t_[0-9a-f]{32}").Select(match => match.Value).Distinct().ToArray();
        Assert.Equal(2, hashes.Length);
        Assert.Contains("t_5d49", expected, StringComparison.Ordinal);
        return actual.Replace(hashes[0], "t_5d49e4d0ff48bd3fbd2fc4b9b9ac45e3", StringComparison.Ordinal).Replace(hashes[1], "t_x", StringComparison.Ordinal);
    }

    /// <summary>How a model that takes instructions in place gets them.</summary>
    public static TheoryData<string, string> InPlace => new()
    {
        {
            """[{"role":"user","content":"a"},{"role":"system","content":"s"},{"role":"user","content":"b"},{"role":"assistant","content":"c"},{"role":"user","content":"d"},{"role":"system","content":"t"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"system","content":[{"type":"text","text":"s"}]},{"role":"assistant","content":[{"type":"text","text":"c"}]},{"role":"user","content":[{"type":"text","text":"d"}]},{"role":"system","content":[{"type":"text","text":"t"}]}]"""
        },
        {
            """[{"role":"user","content":"a"},{"role":"assistant","content":"c"},{"role":"system","content":"s"},{"role":"system","content":"t"}]""",
            """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"c"}]},{"role":"user","content":[{"type":"text","text":"."}]},{"role":"system","content":[{"type":"text","text":"s"},{"type":"text","text":"t"}]}]"""
        },
        {
            $$$"""[{"role":"user","content":"a"},{{{Call}}},{"role":"system","content":"s"},{"role":"tool","tool_call_id":"c1","content":"1"},{"role":"assistant","content":""},{"role":"user","content":"b"}]""",
            $$$"""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{{{CallBlock}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"1"},{"type":"text","text":"b"}]},{"role":"system","content":[{"type":"text","text":"s"}]}]"""
        },
    };

    [Theory]
    [MemberData(nameof(InPlace))]
    public void Later_instructions_stand_after_the_user_and_before_the_assistant(string messages, string expected) =>
        Translating.Same(expected, new Translating { Model = "claude-opus-4-8" }.Messages(messages));

    [Fact]
    public void Leading_instructions_are_system_blocks_one_for_each_text()
    {
        const string body = """{"messages":[{"role":"system","content":"s"},{"role":"developer","content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral"}},{"type":"text","text":" "}]},{"role":"user","content":"a"},{"role":"system","content":"u"}]}""";

        Translating.Same("""[{"type":"text","text":"s"},{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}]""", new Translating().Part(body, "system"));
        Translating.Same("""[{"type":"text","text":"s\nt\nu","cache_control":{"type":"ephemeral"}}]""",
            new Translating { Options = new() { SystemPlacement = SystemPlacement.Hoist } }.Part(body, "system"));
    }

    [Fact]
    public void A_model_that_continues_nothing_refuses_drops_or_is_asked_to_continue()
    {
        const string messages = """[{"role":"user","content":"a"},{"role":"assistant","content":"It is"}]""";
        var translating = new Translating { Model = "claude-opus-4-6" };

        Assert.Contains("prefill", translating.Rejects($$$"""{"messages":{{{messages}}}}""").Message, StringComparison.Ordinal);
        Translating.Same("""[{"role":"user","content":[{"type":"text","text":"a"}]}]""",
            (translating with { Options = new() { PrefillMode = PrefillMode.Drop } }).Messages(messages));
        Translating.Same("""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"It is"}]},{"role":"user","content":[{"type":"text","text":"Continue."}]}]""",
            (translating with { Options = new() { PrefillMode = PrefillMode.ContinueAsUser } }).Messages(messages));
    }

    [Theory]
    [InlineData("[]", "messages", "empty_array")]
    [InlineData("null", "messages", "missing_required_parameter")]
    [InlineData("\"x\"", "messages", "invalid_type")]
    [InlineData("[7]", "messages[0]", "invalid_type")]
    [InlineData("""[{"content":"x"}]""", "messages[0].role", "missing_required_parameter")]
    [InlineData("""[{"role":"robot","content":"x"}]""", "messages[0].role", "invalid_value")]
    [InlineData("""[{"role":"system","content":"x"}]""", "messages", "invalid_value")]
    [InlineData("""[{"role":"user","content":null}]""", "messages[0].content", "invalid_value")]
    [InlineData("""[{"role":"user","content":7}]""", "messages[0].content", "invalid_type")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"video"}]}]""", "messages[0].content[1].type", "invalid_value")]
    [InlineData("""[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""[{"role":"user","content":[{"type":"text"}]}]""", "messages[0].content[0].text", "missing_required_parameter")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","audio":{"id":"x"}}]""", "messages[1].audio", "unsupported_parameter")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]}]""", "messages[1]", null)]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","function":{"arguments":"{}"}}]}]""", "messages[1].tool_calls[0].function.name", "missing_required_parameter")]
    [InlineData("""[{"role":"user","content":"a","na\u006de":"x"}]""", "messages", "invalid_value")]
    public void Broken_messages_are_refused_where_they_are_broken(string messages, string param, string? code)
    {
        var refusal = new Translating().Rejects($$$"""{"messages":{{{messages}}}}""");

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Fact]
    public void An_alias_that_wants_no_repair_refuses_a_history_without_results()
    {
        var refusal = new Translating { Options = new() { OnUnsupported = OnUnsupported.Reject } }
            .Rejects($$$"""{"messages":[{"role":"user","content":"a"},{{{Call}}},{"role":"user","content":"b"}]}""");

        Assert.Contains("must be followed by tool messages responding to each 'tool_call_id'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paused_turn_is_appended_as_it_came()
    {
        var body = new Translating { Continuation = """ [{"type":"server_tool_use","id":"s1","name":"web_search","input":{"q": 1}}] """ }
            .Run("""{"messages":[{"role":"user","content":"a"}]}""").Body;

        Assert.EndsWith("""{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"server_tool_use","id":"s1","name":"web_search","input":{"q": 1}}]}]}""", body, StringComparison.Ordinal);
    }

    /// <summary>What stands in the conversation; what is told.</summary>
    public static TheoryData<string, string> Unknown => new()
    {
        { """{"role":"user","content":"a","weight":0,"odd name":[1]}""", "dropped=messages.weight,messages.odd_name" },
        { """{"role":"user","content":[{"type":"text","text":"a","lang":"de"},{"type":"text","text":"b","lang":"fr"}]}""", "dropped=messages.content.lang" },
        { """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png","format":"png"},"caption":"c"}]}""", "dropped=messages.content.format,messages.content.caption" },
        { """{"role":"user","content":[{"type":"file","file":{"file_data":"aGk=","format":"text"},"context":"c"}]}""", "dropped=messages.content.format" },
        // What says nothing, or is known to be of no use.
        { """{"role":"user","content":"a","weight":null,"annotations":[]}""", "" },
        { """{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning":"r","reasoning_content":"r"},{"role":"user","content":"c"}""", "" },
        { """{"role":"user","content":[{"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"}}],"cache_control":null}""", "" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void What_no_rule_knows_is_told_and_not_refused(string messages, string told)
    {
        var strict = new Translating { Options = new() { OnUnsupported = OnUnsupported.Reject } };

        Assert.Equal(told, strict.Loss($$"""{"messages":[{{messages}}]}"""));
    }

    [Fact]
    public void Of_very_many_names_the_first_are_told_and_the_rest_is_not_kept_silent()
    {
        var names = Enumerable.Range(0, 40).Select(at => $"\"x{at}\":1");

        var told = new Translating().Loss($$"""{"messages":[{"role":"user","content":"a",{{string.Join(',', names)}}}]}""");

        Assert.EndsWith("messages.x30,messages.x31,messages.others", told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_a_message_is_reported_as_lost() =>
        Assert.Equal("dropped=messages.name", new Translating().Loss("""{"messages":[{"role":"user","name":"Ann","content":"a"}]}"""));
}
