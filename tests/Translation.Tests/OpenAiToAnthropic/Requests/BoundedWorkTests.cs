using System.Globalization;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

/// <summary>Requests almost as large as bodies may be (32 MiB), made up so that whoever looks back for each of their parts needs many minutes.</summary>
public class BoundedWorkTests
{
    // A few seconds are enough; what grows with the square takes ten to a hundred times this.
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public Task The_tool_for_an_answer_finds_a_name_among_many_that_are_taken() => Patiently(() =>
    {
        var tools = Many(400_000, """{"name":"json_response_#","input_schema":{}}""");

        var (_, result) = new Translating { Model = "claude-sonnet-4-0" }.Run(Request(
            $$$""" "tools":[{"name":"json_response","input_schema":{}},{{{tools}}}],"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"} } } """));

        Assert.Equal("json_response_400000", result.Plan.JsonTool);
    });

    [Fact(Timeout = Patience)]
    public Task Many_tools_are_allowed_of_many() => Patiently(() =>
    {
        var tools = Many(250_000, """{"name":"t#","input_schema":{}}""");
        var allowed = Many(250_000, """{"name":"t#"}""");

        var (body, _) = new Translating().Run(Request($$""" "tools":[{{tools}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{{allowed}}]} """));

        Assert.Contains("\"t249999\"", body, StringComparison.Ordinal);
    });

    /// <summary>What is made up; the parameters that each of the tools has.</summary>
    public static TheoryData<string, string> Parameters => new()
    {
        { "branches of one definition that requires much", $$$"""{"type":"object","$defs":{"a":{"type":"object","required":[{{{Many(3_900, "\"#\"")}}}]}},"anyOf":[{{{Many(1_330, "{\"$ref\":\"#/$defs/a\"}", "")}}}]}""" },
        { "lists of branches, again and again", $$$"""{"type":"object","$defs":{"a":{"type":"object","required":[{{{Many(1_000, "\"#\"")}}}]}},{{{Many(1_300, "\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]", "")}}}}""" },
        { "references to neighbours", $$$"""{"type":"object","$defs":{{{{Many(1_300, "\"#\":{\"type\":\"object\"}")}}}},"anyOf":[{{{Many(1_300, "{\"$ref\":\"#/$defs/#\"}", "#")}}}]}""" },
        { "properties beside branches", $$$"""{"type":"object","properties":{{{{Many(3_900, "\"#\":{}")}}}},"anyOf":[{"type":"object","properties":{}}]}""" },
        { "bounds of the older kind", $$$"""{"type":"object",{{{Many(3_900, "\"exclusiveMinimum\":true", "")}}}}""" },
        { "alternatives of both kinds", $$$"""{"type":"object",{{{Many(3_900, "\"oneOf\":[]", "")}}}}""" },
        { "types that may be null", $$$"""{{{{Many(3_900, "\"type\":\"object\"", "")}}}}""" },
    };

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Parameters))]
    public Task A_schema_that_asks_for_its_neighbours_costs_no_more_than_its_size(string what, string parameters) => Patiently(() =>
    {
        const int Tools = 250;
        var tools = Many(Tools, Function("##", parameters), "##");

        var (body, _) = new Translating().Run(Request($""" "tools":[{tools}] """));

        Assert.NotEmpty(what);
        Assert.Contains($"\"t{Tools - 1}\"", body, StringComparison.Ordinal);
    });

    [Fact]
    public void More_schemas_than_any_request_has_are_not_rebuilt()
    {
        var branch = """{"anyOf":[{"type":"object","properties":{"a":{"enum":[VALUES]}}}]}""".Replace("VALUES", Many(7_900, "#"), StringComparison.Ordinal);
        var tools = Many(30, Function("##", branch), "##");

        var wrapped = new Translating().Run(Request($""" "tools":[{tools}] """)).Result.Plan.WrappedTools;

        Assert.Equal(["t25", "t26", "t27", "t28", "t29"], wrapped.Order());
    }

    [Fact]
    public void Text_that_many_branches_share_is_not_written_for_each()
    {
        var text = new string('x', 100_000);
        var nested = string.Concat(Enumerable.Repeat("""{"type":"object","properties":{"p":""", 25)) + "{\"description\":\"" + text + "\"" + new string('}', 51);
        var paths = Enumerable.Range(0, 25).Select(depth => "{\"$ref\":\"#/$defs/a" + string.Concat(Enumerable.Repeat("/properties/p", depth)) + "\"}");
        var branches = "{\"$defs\":{\"a\":" + nested + "},\"anyOf\":[" + string.Join(',', paths) + "]}";
        var described = "{\"type\":\"object\",\"properties\":{},\"maximum\":\"" + text + "\"," + Many(100, "\"description\":\"d\"", "") + "}";
        var tools = Function("0", branches) + "," + Function("1", described);

        var request = Request($""" "tools":[{tools}] """);

        Assert.InRange(new Translating().Run(request).Body.Length, 0, 2 * request.Length);
    }

    /// <summary>What comes first; what is said again and again, to which model.</summary>
    public static TheoryData<string, string, string> Conversations => new()
    {
        {
            "claude-sonnet-4-5",
            """{"role":"assistant","tool_calls":[CALLS]}""".Replace("CALLS", Many(150_000, """{"id":"c#","function":{"name":"f","arguments":""} }"""), StringComparison.Ordinal) + """,{"role":"user","content":"x"}""",
            """{"role":"assistant","content":""}"""
        },
        { "claude-opus-4-8", """{"role":"user","content":"x"}""", """{"role":"system","content":"s"},{"role":"assistant","content":[]}""" },
        { "other", """{"role":"user","content":"x"}""", """{"role":"system","content":"s"},{"role":"assistant","content":null,"thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}]}""" },
    };

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Conversations))]
    public Task Answers_that_say_nothing_do_not_close_what_is_open(string model, string first, string again) => Patiently(() =>
    {
        var messages = $$"""[{"role":"user","content":"x"},{{first}},{{Many(150_000, again, "")}},{"role":"user","content":"last"}]""";

        var (body, _) = new Translating { Model = model }.Run($$"""{"messages":{{messages}}}""");

        Assert.Contains("\"last\"", body, StringComparison.Ordinal);
    });

    private static Task Patiently(Action test) => Task.Run(test, TestContext.Current.CancellationToken);

    private static string Function(string number, string parameters) =>
        """{"type":"function","function":{"name":"tNUMBER","strict":true,"parameters":PARAMETERS}}"""
            .Replace("NUMBER", number, StringComparison.Ordinal).Replace("PARAMETERS", parameters, StringComparison.Ordinal);

    private static string Request(string more) => "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + more + "}";

    private static string Many(int count, string one, string number = "#") =>
        string.Join(',', Enumerable.Range(0, count).Select(i => number.Length == 0 ? one : one.Replace(number, i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
}
