using System.Text.Json;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.OpenAi;

internal static class ChatConversation
{
    internal static Conversation Read(JsonElement body)
    {
        var messages = body.Get("messages").Items().ToList();
        var user = messages.LastOrDefault(message => message.Text("role") == "user").Get("content");
        var format = body.Get("response_format");
        var choice = body.Get("tool_choice").IsGiven() ? body.Get("tool_choice") : body.Get("function_call");
        var mode = choice.IsText() ? choice.GetString() : choice.Get("allowed_tools").Text("mode");
        var only = choice.Get("function").Text("name") ?? choice.Get("custom").Text("name") ?? choice.Text("name");
        return new Conversation
        {
            UserText = TextOf(user),
            ToolResults = [.. messages.AsEnumerable().Reverse().TakeWhile(message => message.Text("role") is "tool" or "function").Reverse().Select(message => TextOf(message.Get("content")))],
            Attachments = user.Items().Count(part => part.Text("type") is "image_url" or "file" or "input_audio"),
            Tools = [.. Tools(body)],
            ToolUse = mode == "none" ? ToolUse.Forbidden : mode == "required" || only is not null ? ToolUse.Forced : ToolUse.Free,
            OnlyTool = only,
            Parallel = !body.Has("parallel_tool_calls", JsonValueKind.False) && !body.Has("functions"),
            StopSequences = body.Text("stop") is { } one ? [one] : [.. body.Get("stop").Items().Where(item => item.IsText()).Select(item => item.GetString()!)],
            MaxTokens = Limit(body, "max_completion_tokens") ?? Limit(body, "max_tokens") ?? int.MaxValue,
            Schema = format.Get("json_schema").Get("schema"),
            AnyJson = format.Text("type") is "json_object" or "json_schema",
        };
    }

    private static IEnumerable<OfferedTool> Tools(JsonElement body) =>
    [
        .. body.Get("tools").Items().Select(tool => tool.Text("type") == "custom"
            ? new OfferedTool(tool.Get("custom").Text("name") ?? "", default, IsCustom: true)
            : new OfferedTool(tool.Get("function").Text("name") ?? "", tool.Get("function").Get("parameters"))),
        .. body.Get("functions").Items().Select(function => new OfferedTool(function.Text("name") ?? "", function.Get("parameters"))),
    ];

    private static int? Limit(JsonElement body, string name) => body.Has(name, JsonValueKind.Number) ? body.Get(name).GetInt32() : null;

    private static string TextOf(JsonElement content) => content.IsText()
        ? content.GetString()!
        : string.Join(' ', content.Items().Select(part => part.Text("text")).OfType<string>());
}
