using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ThinkingTests
{
    private const string Calls = """ "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}] """;
    private const string Block = """{"type":"thinking","thinking":"","signature":"sig"}""";
    private const string Stored = """[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"Let me look."},{"type":"text","text":""},{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}]""";

    private static string Loop(string assistant) => $$$"""
        {"max_tokens":20000,"messages":[{"role":"user","content":"a"},{"role":"assistant",{{{assistant}}}},{"role":"tool","tool_call_id":"c1","content":"1"}]}
        """;

    /// <summary>The forms in which clients send thinking back, and the block that each is.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { $$$""" "thinking_blocks":[{{{Block}}}] """, Block },
        { """ "thinking_blocks":[{"signature":"sig","type":"thinking","thinking":"t","extra":1}] """, """{"type":"thinking","thinking":"t","signature":"sig"}""" },
        { """ "thinking_blocks":[{"type":"redacted_thinking","data":"d"}] """, """{"type":"redacted_thinking","data":"d"}""" },
        { """ "content":[{"type":"thinking","thinking":"t","signature":"sig"}] """, """{"type":"thinking","thinking":"t","signature":"sig"}""" },
        { """ "reasoning_details":[{"type":"reasoning.text","text":"t","signature":"sig","format":"anthropic-claude-v1","index":0}] """, """{"type":"thinking","thinking":"t","signature":"sig"}""" },
        { """ "reasoning_details":[{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":0}] """, """{"type":"redacted_thinking","data":"d"}""" },
        // Collected from a stream: one block in pieces.
        { """ "reasoning_details":[{"type":"reasoning.text","text":"a","index":0},{"type":"reasoning.text","text":"b\n","index":0},{"type":"reasoning.text","signature":"sig","index":0}] """, """{"type":"thinking","thinking":"ab\n","signature":"sig"}""" },
        // Not signed, or another vendor's: it cannot be sent.
        { """ "reasoning_content":"t","reasoning":"t" """, "" },
        { """ "thinking_blocks":[{"type":"thinking","thinking":"t"}] """, "" },
        { """ "reasoning_details":[{"type":"reasoning.text","text":"t","index":0}] """, "" },
        { """ "reasoning_details":[{"type":"reasoning.encrypted","data":"d","format":"openai-responses-v1"}] """, "" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Thinking_that_a_client_sends_back_stands_first(string form, string expected)
    {
        var call = """{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}""";
        Translating.Same($"[{expected}{(expected.Length > 0 ? "," : "")}{call}]", new Translating().Part(Loop($"{form},{Calls}"), "messages.1.content"));
    }

    [Fact]
    public void Thinking_between_texts_keeps_its_place() =>
        Translating.Same("""[{"type":"thinking","thinking":"1","signature":"s"},{"type":"text","text":"x"},{"type":"thinking","thinking":"2","signature":"s"},{"type":"text","text":"y"}]""",
            new Translating().Part("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"1","signature":"s"},{"type":"text","text":"x"},{"type":"thinking","thinking":"2","signature":"s"},{"type":"text","text":"y"}]},{"role":"user","content":"b"}]}""", "messages.1.content"));

    [Theory]
    [InlineData("minimax-m2", RepairFlags.None, """ "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"sig"}],"content":"x" """)]
    [InlineData("claude-3-5-sonnet-20241022", RepairFlags.None, """ "reasoning_details":[{"type":"reasoning.encrypted","data":"d"}],"content":"x" """)]
    [InlineData("claude-3-5-sonnet-20241022", RepairFlags.None, """ "content":[{"type":"redacted_thinking","data":"d"},{"type":"text","text":"x"}] """)]
    [InlineData("claude-opus-5", RepairFlags.NoThinking, """ "content":[{"type":"redacted_thinking","data":"d"},{"type":"text","text":"x"}] """)]
    [InlineData("claude-opus-5", RepairFlags.NoThinkingBlocks, """ "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"sig"}],"content":"x" """)]
    public void Thinking_stays_away_from_models_that_cannot_read_it_and_this_is_told(string model, RepairFlags learned, string form)
    {
        var body = $$$"""{"messages":[{"role":"user","content":"a"},{"role":"assistant",{{{form}}}},{"role":"user","content":"b"}]}""";
        var translating = new Translating { Model = model, Repairs = new() { Flags = learned } };

        Translating.Same("""[{"type":"text","text":"x"}]""", translating.Part(body, "messages.1.content"));
        Assert.Equal("dropped=messages.thinking", translating.Loss(body));
    }

    private sealed class Memory(string blocks, string id = "c1") : IRememberedTurns
    {
        public bool TryGet(ReadOnlySpan<byte> toolCallId, out ReadOnlyMemory<byte> contentBlocks)
        {
            contentBlocks = Encoding.UTF8.GetBytes(blocks);
            return toolCallId.SequenceEqual(Encoding.UTF8.GetBytes(id));
        }
    }

    [Theory]
    [InlineData(""" "content":"Let me look." """, true)]
    [InlineData(""" "content":[{"type":"text","text":"Let me look.\n"}] """, true)]
    [InlineData(""" "content":"Let me see." """, false)]
    [InlineData(""" "content":null """, true)]
    public void A_remembered_turn_is_put_back_if_the_client_left_it_unchanged(string content, bool substituted)
    {
        var turn = new Translating { Remembered = new Memory(Stored) }.Part(Loop($"{content},{Calls}"), "messages.1.content");

        Assert.Equal(substituted, turn.Contains("thinking", StringComparison.Ordinal));
        if (substituted)
        {
            Translating.Same(Stored.Replace(""",{"type":"text","text":""}""", "", StringComparison.Ordinal), turn);
        }
    }

    [Theory]
    [InlineData("""{\"a\":2}""", "c1", "f")]
    [InlineData("""{\"a\":1,\"b\":2}""", "c1", "f")]
    [InlineData("""{\"a\":1}""", "c1", "g")]
    public void A_remembered_turn_with_other_calls_is_not_put_back(string arguments, string id, string name)
    {
        var body = Loop($$$""" "content":"Let me look.","tool_calls":[{"id":"{{{id}}}","function":{"name":"{{{name}}}","arguments":"{{{arguments}}}"}}] """);

        Assert.DoesNotContain("thinking", new Translating { Remembered = new Memory(Stored) }.Run(body).Body, StringComparison.Ordinal);
    }

    /// <summary>The provider would get a call of one name and a result of another.</summary>
    [Theory]
    [InlineData("functions.f:0", "")]
    [InlineData("c1", """{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"},""")]
    public void A_remembered_turn_whose_calls_get_other_ids_is_not_put_back(string id, string before)
    {
        var stored = Stored.Replace("c1", id, StringComparison.Ordinal);
        var body = $$$"""
            {"messages":[{"role":"user","content":"a"},{{{before}}}
            {"role":"assistant","content":"Let me look.","tool_calls":[{"id":"{{{id}}}","function":{"name":"f","arguments":"{\"a\":1}"}}]},
            {"role":"tool","tool_call_id":"{{{id}}}","content":"r"}]}
            """;

        var sent = JsonNode.Parse(new Translating { Remembered = new Memory(stored, id) }.Run(body).Body)!["messages"]!.AsArray();

        var last = sent[^2]!["content"]!.AsArray();
        Assert.DoesNotContain(last, block => (string?)block!["type"] == "thinking");
        Assert.Equal((string?)last.Last()!["id"], (string?)sent[^1]!["content"]![0]!["tool_use_id"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("[1,{\"type\":7}]")]
    public void A_damaged_memory_is_as_good_as_none(string stored) =>
        Translating.Same("""[{"type":"text","text":"Let me look."},{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}]""",
            new Translating { Remembered = new Memory(stored) }.Part(Loop($""" "content":"Let me look.",{Calls} """), "messages.1.content"));

    [Fact]
    public void The_memory_is_asked_for_turns_with_calls_and_without_thinking()
    {
        static IReadOnlyList<string> Asked(string body) => MessagesRequest.ToolCallsWithoutThinking(Encoding.UTF8.GetBytes(body));

        Assert.Equal(["c1"], Asked(Loop($""" "content":"x",{Calls} """)));
        Assert.Empty(Asked(Loop($$$""" "thinking_blocks":[{{{Block}}}],{{{Calls}}} """)));
        Assert.Empty(Asked("""{"messages":[{"role":"user","content":"a"}]}"""));
    }

    [Fact]
    public void A_budget_is_given_up_where_the_history_lacks_the_thinking_that_it_continues()
    {
        var lacking = new Translating { Model = "claude-sonnet-4-5" }.Run(Loop(Calls).Replace("{\"max_tokens", "{\"reasoning_effort\":\"low\",\"max_tokens", StringComparison.Ordinal));
        var having = new Translating { Model = "claude-sonnet-4-5" }.Run(Loop($$$""" "thinking_blocks":[{{{Block}}}],{{{Calls}}} """).Replace("{\"max_tokens", "{\"reasoning_effort\":\"low\",\"max_tokens", StringComparison.Ordinal));

        Assert.DoesNotContain("budget_tokens", lacking.Body, StringComparison.Ordinal);
        Assert.Equal("dropped=reasoning_effort;changed=tools", lacking.Result.Loss.ToString());
        Assert.Contains("\"budget_tokens\":2048", having.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Thinking_of_another_conversation_is_left_out_after_the_provider_said_so() =>
        Assert.DoesNotContain("\"thinking\"", new Translating { Repairs = new() { Flags = RepairFlags.NoThinkingBlocks } }
            .Run(Loop($$$""" "thinking_blocks":[{{{Block}}}],{{{Calls}}} """)).Body, StringComparison.Ordinal);
}
