using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.MessagesStreamTests;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class CustomToolTests
{
    private static readonly AnswerPlan Custom = Plan with { CustomTools = FrozenSet.Create("patch") };

    /// <summary>The input as the model wrote it, and what the client reads.</summary>
    public static TheoryData<string, string> Inputs => new()
    {
        { """{"input":"plain"}""", "plain" },
        { """ { "input" : "a\nb \"c\" \\ \u00e9 \ud83d\ude42 🙂 \/" } """, "a\nb \"c\" \\ é 🙂 🙂 /" },
        { """{"input":""}""", "" },
        { """{}""", "{}" },
        { """{"other":1,"input":"x"}""", "x" },
        { """{"input":{"a": [1, "b c"]}}""", """{"a":[1,"b c"]}""" },
        { """["input"]""", """["input"]""" },
        { """{"input":"cut of""", "cut of" },
        { """{"input":"cut in an escape \""", "cut in an escape " },
        { """{"input":"cut in an escape \u00""", "cut in an escape " },
        { """{"in""", "{\"in" },
        { "{\"input\":\"a\nb\tc\"}", "a\nb\tc" },                     // line breaks that the model forgot to escape
        { """{"input":"a \d b \u12 c"}""", """a \d b \u12 c""" },     // escapes that there are not
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Input_of_a_custom_tool_is_its_text(string json, string text)
    {
        for (var size = 1; size <= json.Length; size++)
        {
            var pieces = json.Chunk(size).Select(piece => Input(0, JsonValueOf(new string(piece))));
            if (json.Chunk(size).Any(piece => char.IsHighSurrogate(piece[^1])))
            {
                continue; // No provider cuts inside a character.
            }

            var streamed = Run(Custom, [Start, Tool(0, "t", "patch"), .. pieces, Close(0), End("tool_use"), Stop]);
            var calls = streamed.Chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).Where(call => call is not null).ToList();
            Assert.Equal("""{"index":0,"id":"t","type":"custom","custom":{"name":"patch","input":""}}""", calls[0]!.ToJsonString(Relaxed.Json));
            Assert.Equal(text, string.Concat(calls.Skip(1).Select(call => (string?)call!["custom"]!["input"])));
        }
    }

    [Fact]
    public void Long_input_streams_as_it_grows()
    {
        var streamed = Run(Custom, [Start, Tool(0, "t", "patch"), Input(0, @"{\""input\"":\""*** Begin"), Input(0, " Patch")]);
        Assert.Equal(["*** Begin", " Patch"], streamed.Chunks.Skip(2).Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["tool_calls"]![0]!["custom"]!["input"]));
    }

    private static string JsonValueOf(string text) => JsonValue.Create(text).ToJsonString(Relaxed.Json)[1..^1];
}
