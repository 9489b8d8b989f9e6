using Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

namespace Orleans.Gateway.Translation.Tests.KnownFaults;

/// <summary>What translations of requests are known to get wrong: each row names the fault, and shows that this one is free of it.</summary>
public class RequestFaultTests
{
    private static readonly string TooLong = new('n', 65);
    private const string Png = "iVBORw0KGgoAAAANSUhEUg==";
    private const string Jpeg = "/9j/4AAQSkZJRgABAQAAAQ==";
    private const string Marker = """ "cache_control":{"type":"ephemeral"} """;
    private const string Hi = """ "messages":[{"role":"user","content":"hi"}] """;
    private const string Tool = """ "tools":[{"type":"function","function":{"name":"f"}}] """;
    private const string Force = """ "tool_choice":{"type":"function","function":{"name":"f"}} """;

    /// <summary>The fault; the model; the client's request; what the provider's has; what it must not have.</summary>
    public static TheoryData<string, string, string, string[], string[]> Faults => new()
    {
        {
            "empty or cut off arguments in the history kill the conversation", "claude-sonnet-4-5", """{ TOOL, "messages":""" + Called("\"\"", "\"{\\\"a\\\":[1],\"", "\"nonsense\"") + "}",
            [""" "input":{}""", """ "input":{"a":[1]}""", """ "input":{"_raw":"nonsense"}"""], []
        },
        {
            "arguments that are no object are refused", "claude-sonnet-4-5", """{ TOOL, "messages":""" + Called("\"[1]\"", "\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\"", "\"7\"") + "}",
            [""" "input":{"input":[1]}""", """ "input":{"a":1}""", """ "input":{"input":7}"""], []
        },
        { "a limit of nothing is sent as 0, which answers nothing", "claude-sonnet-4-5", """{ HI,"max_tokens":null}""", [""" "max_tokens":100"""], [""" "max_tokens":0"""] },
        { "temperature for a model that takes none", "claude-opus-4-7", """{ HI,"temperature":0.7,"top_p":0.5,"top_k":3}""", [], ["temperature", "top_p", "top_k"] },
        { "temperature and top_p together", "claude-opus-4-6", """{ HI,"temperature":0.7,"top_p":0.5}""", [""" "temperature":0.7"""], ["top_p"] },
        { "a stop that is a string, or blank", "claude-sonnet-4-5", """{ HI,"stop":["\n\n","END"]}""", [""" "stop_sequences":["END"]"""], [""" "stop":""", "\\n"] },
        { "an address of a person as user", "claude-sonnet-4-5", """{ HI,"user":"ann@example.com"}""", [""" "user_id":"71d4f55f"""], ["@"] },
        { "metadata of the client's own", "claude-sonnet-4-5", """{ HI,"metadata":{"team":"a","user_id":"u"}}""", [""" "metadata":{"user_id":"u"}"""], ["team"] },
        {
            "a cache marker on an empty text", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":" ",MARKER}]}]}""",
            [""" "text":"a","cache_control":{"type":"ephemeral"}"""], [""" "text":" " """]
        },
        {
            "the lifetime of a cache marker is lost, or the marker of a linked image", "claude-sonnet-4-5",
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"},"cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""",
            [""" "url":"https://x/y.png"},"cache_control":{"type":"ephemeral","ttl":"1h"}"""], []
        },
        {
            "later instructions are hoisted and invalidate the cache", "claude-sonnet-4-5",
            """{"messages":[{"role":"system","content":"first"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"system","content":"later"},{"role":"user","content":"c"}]}""",
            [""" "system":[{"type":"text","text":"first"}],"messages" """, "<system-reminder>\\nlater\\n</system-reminder>"], []
        },
        {
            "an instruction between a call and its result", "claude-opus-4-8",
            """{ TOOL,"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"developer","content":"later"},{"role":"tool","tool_call_id":"c1","content":"r"},{"role":"user","content":"b"}]}""",
            [""" {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"r"},{"type":"text","text":"b"}]},{"role":"system","content":[{"type":"text","text":"later"}]}]"""], []
        },
        {
            "the declared type of an image differs from its bytes, also in a result", "claude-sonnet-4-5",
            """{ TOOL,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,PNG"}}]},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,JPEG"}}]}]}""",
            ["""{"type":"base64","media_type":"image/png","data":"iVBOR""", """{"type":"base64","media_type":"image/jpeg","data":"/9j/"""], ["image/jpg"]
        },
        {
            "a data URL whose type has parameters", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;name=a.png;base64,PNG"}}]}]}""",
            [$""" "media_type":"image/png","data":"{Png}" """], []
        },
        {
            "keywords of a schema are lost", "claude-sonnet-4-5",
            """{ HI,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"anyOf":[{"type":"string"},{"type":"null"}]}},"additionalProperties":false}}}]}""",
            [""" "$ref":"#/$defs/x" """, """ "$defs":{"x":{"anyOf":[{"type":"string"},{"type":"null"}]}}""", """ "additionalProperties":false"""], []
        },
        {
            "a schema without a type, or that is a union", "claude-sonnet-4-5",
            """{ HI,"tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{}}}},{"type":"function","function":{"name":"g","parameters":{"anyOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}}},{"type":"function","function":{"name":"h","parameters":null}}]}""",
            [""" {"name":"f","input_schema":{"type":"object","properties":{}}}""", """ {"name":"g","input_schema":{"type":"object","properties":{"a":{},"b":{}}""", """ {"name":"h","input_schema":{"type":"object","properties":{}}}"""], [""" "anyOf" """]
        },
        {
            "allowed tools forbid nothing, or force a call", "claude-sonnet-4-5",
            """{ HI,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}}}""",
            [""" "tool_choice":{"type":"auto"}""", """ "name":"g" """], [""" "name":"f" """, """ "any" """]
        },
        { "a forced call while a budget thinks", "claude-sonnet-4-5", """{ HI,TOOL,FORCE,"reasoning_effort":"low","max_tokens":9000}""", [""" "tool_choice":{"type":"tool","name":"f"}"""], ["thinking"] },
        { "a forced call for a model that cannot be forced", "claude-opus-5-5", """{ HI,TOOL,FORCE }""", [""" "tool_choice":{"type":"auto"}""", "You must answer by calling the tool `f`."], [""" {"type":"tool" """] },
        { "JSON mode as a schema that is refused", "claude-sonnet-4-5", """{ HI,"response_format":{"type":"json_object"}}""", ["Respond with one valid JSON object"], ["additionalProperties", "output_config", "response_format"] },
        {
            "a schema for the answer in OpenAI's wrapping", "claude-sonnet-4-5", """{ HI,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","properties":{}}}}}""",
            [""" "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}}"""], [""" "json_schema":""", """ "name" """, "strict", "output_format"]
        },
        {
            "an error is guessed from the words of a result", "claude-sonnet-4-5",
            """{ TOOL,"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"{\"error\":null}"}]}""",
            [""" "content":"{\"error\":null}" """], ["is_error"]
        },
        { "blanks at the end of a text that is to be continued", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"Well, \n"}]}""", [""" "text":"Well," """], [] },
        { "the content of a message with calls is empty", "claude-sonnet-4-5", """{ TOOL, "messages":""" + Called("\"{}\"") + "}", [], [""" "text":"" """] },
        { "thinking without text is taken for nothing", "claude-opus-4-8", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","thinking_blocks":[{"type":"thinking","thinking":"","signature":"sig"}]},{"role":"user","content":"c"}]}""", [""" {"type":"thinking","thinking":"","signature":"sig"}"""], [] },
        { "redacted thinking is lost", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_details":[{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1"}]},{"role":"user","content":"c"}]}""", [""" {"type":"redacted_thinking","data":"d"}"""], [] },
        { "reasoning without a signature is sent", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_content":"unsigned"},{"role":"user","content":"c"}]}""", [], ["unsigned", "thinking"] },
        { "the effort minimal or max is unknown", "claude-opus-5", """{ HI,"reasoning_effort":"max"}""", [""" "effort":"max" """], [] },
        { "a budget as large as the limit, or too small", "claude-sonnet-4-5", """{ HI,"reasoning_effort":"high","max_tokens":2000}""", [""" "budget_tokens":1999"""], [] },
        { "a budget where there is no room for one", "claude-sonnet-4-5", """{ HI,"reasoning_effort":"high","max_tokens":1000}""", [""" "max_tokens":1000"""], ["thinking"] },
        { "one call at a time is forgotten without a choice", "claude-sonnet-4-5", """{ HI,TOOL,"parallel_tool_calls":false}""", [""" "tool_choice":{"type":"auto","disable_parallel_tool_use":true}"""], [] },
        { "thinking is missing in the turn that a budget continues", "claude-sonnet-4-5", """{ TOOL,"reasoning_effort":"low","max_tokens":9000,"messages":""" + Called("\"{}\"") + "}", [], [""" "thinking":"""] },
        { "a history with calls and a request without tools", "claude-sonnet-4-5", """{ "tools":[],"messages":""" + Called("\"{}\"") + "}", [""" "tools":[{"name":"f","input_schema":{"type":"object","properties":{},"additionalProperties":true}}]""", """ "tool_choice":{"type":"none"}"""], [] },
        { "an empty list of tools, and a choice without any", "claude-sonnet-4-5", """{ HI,"tools":[],"tool_choice":"auto"}""", [], ["tools", "tool_choice"] },
        { "no tools are sent where none may be called", "claude-sonnet-4-5", """{ HI,TOOL,"tool_choice":"none"}""", [""" "tool_choice":{"type":"none"}""", """ "tools":[{"name":"f" """], [] },
        {
            "a name that is too long breaks every request", "claude-sonnet-4-5", """{ HI,"tools":[{"type":"function","function":{"name":"LONG"}}]}""",
            [$""" "name":"{TooLong[..55]}_"""], [TooLong[..56]]
        },
        { "the provider's own tools are rewritten", "claude-sonnet-4-5", """{ HI,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}]}""", [""" "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}]"""], [] },
    };

    /// <summary>The fault; the model; the request; the field of the refusal.</summary>
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "0 as limit answers nothing", "claude-sonnet-4-5", """{ HI,"max_tokens":0}""", "max_tokens" },
        { "0 as the newer limit", "claude-sonnet-4-5", """{ HI,"max_completion_tokens":0,"max_tokens":7}""", "max_completion_tokens" },
        { "a started answer for a model that continues none", "claude-sonnet-4-6", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"Well,"}]}""", "messages" },
        { "audio is left out, and the model answers without having heard it", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}]}""", "messages[0].content[1].type" },
        { "a file of OpenAI's is left out", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}""", "messages[0].content[0].file.file_id" },
        { "a part of an unknown kind is left out", "claude-sonnet-4-5", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"video"}]}]}""", "messages[0].content[1].type" },
        { "a forced call while the client's own budget thinks", "claude-sonnet-4-5", """{ HI,TOOL,FORCE,"thinking":{"type":"enabled","budget_tokens":2000},"max_tokens":9000}""", "tool_choice" },
        { "more answers than one are asked for, and one comes", "claude-sonnet-4-5", """{ HI,"n":3}""", "n" },
        { "a conversation that ends with a call", "claude-sonnet-4-5", """{ TOOL,"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}]}""", "messages[1]" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_request_is_free_of(string fault, string model, string request, string[] has, string[] hasNot)
    {
        var (body, _) = new Translating { Model = model }.Run(Filled(request));

        Assert.NotEmpty(fault);
        Assert.All(has, text => Assert.Contains(text.Trim(), body, StringComparison.Ordinal));
        Assert.All(hasNot, text => Assert.DoesNotContain(text.Trim(), body, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Refusals))]
    public void A_request_is_refused_rather_than(string fault, string model, string request, string param)
    {
        Assert.NotEmpty(fault);
        Assert.Equal(param, new Translating { Model = model }.Rejects(Filled(request)).Param);
    }

    [Fact]
    public void Ids_that_differ_in_characters_that_the_provider_refuses_stay_apart()
    {
        var body = new Translating().Object(Filled("""
            { TOOL,"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[
              {"id":"a:b","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"a.b","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a.b","content":"second"},{"role":"tool","tool_call_id":"a:b","content":"first"}]}
            """));

        var calls = body["messages"]![1]!["content"]!.AsArray().Select(block => block!["id"]!.GetValue<string>()).ToArray();
        var results = body["messages"]![2]!["content"]!.AsArray();
        Assert.NotEqual(calls[0], calls[1]);
        Assert.All(calls, id => Assert.Matches("^[a-zA-Z0-9_-]+$", id));
        Assert.Equal(calls, results.Select(block => block!["tool_use_id"]!.GetValue<string>()));
        Assert.Equal(["first", "second"], results.Select(block => block!["content"]!.GetValue<string>()));
    }

    private static string Filled(string request) => request
        .Replace("HI", Hi, StringComparison.Ordinal).Replace("TOOL", Tool, StringComparison.Ordinal).Replace("FORCE", Force, StringComparison.Ordinal)
        .Replace("MARKER", Marker, StringComparison.Ordinal).Replace("PNG", Png, StringComparison.Ordinal).Replace("JPEG", Jpeg, StringComparison.Ordinal)
        .Replace("LONG", TooLong, StringComparison.Ordinal);

    // A history whose assistant made one call for each arguments value, and got its results.
    private static string Called(params string[] arguments) =>
        $$$"""
        [{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[{{{Each(arguments, """{"id":"cAT","type":"function","function":{"name":"f","arguments":VALUE}}""")}}}]},
         {{{Each(arguments, """{"role":"tool","tool_call_id":"cAT","content":"r"}""")}}}]
        """;

    private static string Each(string[] values, string json) => string.Join(
        ',', values.Select((value, at) => json.Replace("AT", $"{at}", StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal)));
}
