using System.Text.Json;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic;

internal static class AnthropicConversation
{
    internal static Conversation Read(JsonElement body)
    {
        var turn = body.Get("messages").Items().LastOrDefault(message => message.Text("role") == "user").Get("content");
        var choice = body.Get("tool_choice");
        return new Conversation
        {
            UserText = TextOf(turn),
            ToolResults = [.. turn.Items().Where(block => block.Text("type") == "tool_result").Select(block => TextOf(block.Get("content")))],
            Attachments = turn.Items().Count(block => block.Text("type") is "image" or "document"),
            Tools = [.. body.Get("tools").Items().Where(tool => tool.Has("input_schema")).Select(tool => new OfferedTool(tool.Text("name") ?? "", tool.Get("input_schema")))],
            ToolUse = choice.Text("type") switch { "none" => ToolUse.Forbidden, "any" or "tool" => ToolUse.Forced, _ => ToolUse.Free },
            OnlyTool = choice.Text("type") == "tool" ? choice.Text("name") : null,
            Parallel = !choice.Has("disable_parallel_tool_use", JsonValueKind.True),
            StopSequences = [.. body.Get("stop_sequences").Items().Where(item => item.IsText()).Select(item => item.GetString()!)],
            MaxTokens = body.Get("max_tokens").ValueKind is JsonValueKind.Number ? body.Get("max_tokens").GetInt32() : int.MaxValue,
            Schema = body.Get("output_config").Get("format").Get("schema"),
        };
    }

    private static string TextOf(JsonElement content) => content.IsText()
        ? content.GetString()!
        : string.Join(' ', content.Items().Select(block => block.Text("text")).OfType<string>());
}
