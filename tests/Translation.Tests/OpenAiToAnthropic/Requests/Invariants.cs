using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

/// <summary>What the provider demands of every request; each is a 400 there.</summary>
internal static partial class Invariants
{
    public static void Hold(string body, bool mayEndWithAssistant)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        var turns = request["messages"]!.AsArray().Select(turn => (Role: (string)turn!["role"]!, Blocks: turn["content"]!.AsArray())).ToList();

        Assert.True(turns.Count > 0, "there are turns");
        Assert.Equal("user", turns[0].Role);
        Assert.InRange(Regex.Count(body, "\"cache_control\":\\{"), 0, 4);
        Assert.True(mayEndWithAssistant || turns[^1].Role != "assistant", "the last turn is not the assistant's");
        var ids = new HashSet<string>();
        for (var i = 0; i < turns.Count; i++)
        {
            CheckTurn(turns, i, ids);
        }

        Assert.True(ids.Count == 0 || request["tools"] is JsonArray { Count: > 0 }, "tools are defined where calls are");
    }

    private static void CheckTurn(List<(string Role, JsonArray Blocks)> turns, int index, HashSet<string> ids)
    {
        var (role, blocks) = turns[index];
        Assert.NotEmpty(blocks);
        if (role == "system")
        {
            Assert.Equal("user", turns[index - 1].Role);
            Assert.True(index == turns.Count - 1 || turns[index + 1].Role == "assistant", "the assistant, or nothing, follows an instruction");
        }
        else if (index > 0)
        {
            Assert.NotEqual(role, turns[index - 1].Role);
        }

        var calls = blocks.Where(block => Type(block) == "tool_use").Select(block => (string)block!["id"]!).ToList();
        Assert.All(calls, id =>
        {
            Assert.Matches(Id(), id);
            Assert.True(ids.Add(id), "call ids are unique");
        });
        var next = index + 1 < turns.Count ? turns[index + 1].Blocks : [];
        Assert.Equal(calls, next.TakeWhile(block => Type(block) == "tool_result").Select(block => (string)block!["tool_use_id"]!));
        Assert.Equal(calls.Count, next.Count(block => Type(block) == "tool_result"));
        Assert.All(blocks, CheckBlock);
        Assert.True(role == "assistant" || calls.Count == 0, "only the assistant calls");
    }

    private static void CheckBlock(JsonNode? block)
    {
        switch (Type(block))
        {
            case "text": Assert.False(string.IsNullOrWhiteSpace((string)block!["text"]!), "texts are not blank"); break;
            case "tool_use": Assert.IsType<JsonObject>(block!["input"]); break;
            case "thinking": Assert.False(string.IsNullOrEmpty((string)block!["signature"]!), "thinking is signed"); break;
        }
    }

    private static string Type(JsonNode? block) => (string)block!["type"]!;

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Id();
}
