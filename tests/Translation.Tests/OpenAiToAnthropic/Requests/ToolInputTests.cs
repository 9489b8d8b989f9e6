using System.Text.Json.Nodes;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ToolInputTests
{
    /// <summary>What a model once wrote as arguments, and the object that the provider gets.</summary>
    public static TheoryData<string?, string, bool> Arguments => new()
    {
        { """{"b": 1.0, "a":"\u00e9\n"}""", """{"b": 1.0, "a":"\u00e9\n"}""", false },
        { "", "{}", false },
        { null, "{}", false },
        { "  \n", "{}", false },
        { "null", "{}", false },
        { " {\"a\":1} ", "{\"a\":1}", false },
        { "[1,2]", """{"input":[1,2]}""", false },
        { "7", """{"input":7}""", false },
        { "\"text\"", """{"input":"text"}""", false },
        { """ "{\"a\":\"b\"}" """, """{"a":"b"}""", false },
        { """{"a":"hello wor""", """{"a":"hello wor"}""", true },
        { """{"a":"x\""", """{"a":"x"}""", true },
        { """{"a":"x\u00""", """{"a":"x"}""", true },
        { """{"a":"x\ud83d""", """{"a":"x"}""", true },
        { """{"a":"x\uD83D\""", """{"a":"x"}""", true },
        { """{"a":"x\ud83d\ude""", """{"a":"x"}""", true },
        { """{"a":"x\ud83d\ude00""", """{"a":"x\ud83d\ude00"}""", true },
        { """{"a":"\ud83d\n""", """{"a":"\ud83d\n"}""", true },
        { """{"a":[1,{"b":2""", """{"a":[1,{}]}""", true },
        { """{"a":1,"b""", """{"a":1}""", true },
        { """{"a":1,"b":""", """{"a":1}""", true },
        { """{"a":1,"b":tr""", """{"a":1}""", true },
        { "{", "{}", true },
        { "not json \"quoted\"", """{"_raw":"not json \"quoted\""}""", true },
        { """{"a":1}}""", """{"_raw":"{\"a\":1}}"}""", true },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Arguments_become_an_object(string? arguments, string expected, bool changed)
    {
        var call = new JsonObject { ["id"] = "c1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["arguments"] = arguments } };
        var (body, result) = new Translating().Run($$$"""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{{{call.ToJsonString()}}}]},{"role":"tool","tool_call_id":"c1","content":"x"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """);

        Assert.Contains($"\"name\":\"f\",\"input\":{expected}}}", body, StringComparison.Ordinal);
        Assert.Equal(changed ? "changed=messages.tool_calls.arguments" : "", result.Loss.ToString());
    }

    [Fact]
    public void A_custom_tools_input_is_its_property_input() =>
        Assert.Equal("""{"input":"raw \"text\""}""", new Translating().Part("""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","type":"custom","custom":{"name":"f","input":"raw \"text\""}}]},{"role":"tool","tool_call_id":"c1","content":"x"}]}
            """, "messages.1.content.0.input"));
}
