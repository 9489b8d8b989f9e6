using System.Text.RegularExpressions;
using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Every content block by itself: known type, known keys, the right role, text that says something.</summary>
internal static partial class BlockRules
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["text"] = ["text", "citations"],
        ["image"] = ["source"],
        ["document"] = ["source", "title", "context", "citations"],
        ["tool_use"] = ["id", "name", "input", "caller"],
        ["tool_result"] = ["tool_use_id", "content", "is_error"],
        ["thinking"] = ["thinking", "signature"],
        ["redacted_thinking"] = ["data"],
    };

    private static readonly string[] OtherTypes =
    [
        "bash_code_execution_tool_result", "code_execution_tool_result", "connector_text", "container_upload", "mid_conv_system", "search_result",
        "server_tool_use", "text_editor_code_execution_tool_result", "tool_search_tool_result", "web_fetch_tool_result", "web_search_tool_result",
    ];

    private static readonly string ExpectedTypes =
        string.Join(", ", Known.Keys.Concat(OtherTypes).Order(StringComparer.Ordinal).Select(type => $"'{type}'"));

    internal static IEnumerable<string> Check(MessagesRequest request) =>
        request.Messages.SelectMany(message => Content(request, message).Concat(message.Blocks.SelectMany(block => Block(request, message.Role, block))));

    private static IEnumerable<string> Content(MessagesRequest request, Turn message)
    {
        var content = message.Json.Get("content");
        if (!content.IsGiven())
        {
            yield return $"messages.{message.Index}.content: Field required";
        }
        else if (!content.IsText() && !content.IsList())
        {
            yield return $"messages.{message.Index}.content: Input should be a valid list";
        }
        else if ((content.IsText() ? content.GetString()!.Length : message.Blocks.Count) == 0 && message.Index < request.Messages.Count - 1)
        {
            yield return $"messages.{message.Index}: all messages must have non-empty content except for the optional final assistant message";
        }
        else if (content.IsText() ? content.GetString()!.Length == 0 : message.Blocks.Count == 0)
        {
            yield return "messages: text content blocks must be non-empty";
        }
        else if (content.IsText() && string.IsNullOrWhiteSpace(content.GetString()))
        {
            yield return "messages: text content blocks must contain non-whitespace text";
        }
    }

    private static IEnumerable<string> Block(MessagesRequest request, string role, ContentBlock block)
    {
        if (!Known.TryGetValue(block.Type, out var keys))
        {
            return OtherTypes.Contains(block.Type)
                ? []
                : [$"{block.Path}: Input tag '{block.Type}' found using 'type' does not match any of the expected tags: {ExpectedTypes}"];
        }

        return
        [
            .. block.Json.Properties()
                .Where(property => property.Name != "type" && !keys.Contains(property.Name) && (property.Name != "cache_control" || IsThinking(block)))
                .Select(property => $"{block.Path}.{block.Type}.{property.Name}: Extra inputs are not permitted"),
            .. Role(request, role, block),
            .. block.Type switch
            {
                "text" => Text(block),
                "tool_use" => ToolUse(block),
                "tool_result" => ToolResult(block),
                _ => [],
            },
            .. request.IsNewVersion && role == "user" && block.Type == "text" && block.Json.Has("citations")
                ? [$"{block.Path}.text.citations: Extra inputs are not permitted"]
                : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Role(MessagesRequest request, string role, ContentBlock block) => (block.Type, role) switch
    {
        ("tool_use" or "thinking" or "redacted_thinking", not "assistant") => [$"{block.Path}: `{block.Type}` blocks can only be in `assistant` messages"],
        ("tool_result" or "image", not "user") => [$"{block.Path}: `{block.Type}` blocks can only be in `user` messages"],
        ("document", "assistant") when request.IsNewVersion => [$"{block.Path}: `document` blocks can only be in `user` messages"],
        ("document", "system") => [$"{block.Path}: `document` blocks can only be in `user` messages"],
        _ => [],
    };

    private static IEnumerable<string> Text(ContentBlock block)
    {
        if (!block.Json.Get("text").IsText())
        {
            yield return $"{block.Path}.text.text: " + (block.Json.Has("text") ? "Input should be a valid string" : "Field required");
        }
        else if (block.Json.Text("text") is "" && block.Json.Has("cache_control"))
        {
            yield return $"{block.Path}.text: cache_control cannot be set for empty text blocks";
        }
        else if (block.Json.Text("text") is "")
        {
            yield return "messages: text content blocks must be non-empty";
        }
        else if (string.IsNullOrWhiteSpace(block.Json.Text("text")))
        {
            yield return "messages: text content blocks must contain non-whitespace text";
        }
    }

    private static IEnumerable<string> ToolUse(ContentBlock block)
    {
        if (!Id().IsMatch(block.Json.Text("id") ?? ""))
        {
            yield return $"{block.Path}.tool_use.id: " + (block.Json.Has("id") ? "String should match pattern '^[a-zA-Z0-9_-]+$'" : "Field required");
        }

        if (!ToolRules.Name().IsMatch(block.Json.Text("name") ?? ""))
        {
            yield return $"{block.Path}.tool_use.name: " + (block.Json.Has("name") ? "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'" : "Field required");
        }

        if (!block.Json.Has("input", JsonValueKind.Object))
        {
            yield return $"{block.Path}.tool_use.input: " + (block.Json.Has("input") ? "Input should be a valid dictionary" : "Field required");
        }
    }

    private static IEnumerable<string> ToolResult(ContentBlock block)
    {
        if (!Id().IsMatch(block.Json.Text("tool_use_id") ?? ""))
        {
            yield return $"{block.Path}.tool_result.tool_use_id: "
                + (block.Json.Has("tool_use_id") ? "String should match pattern '^[a-zA-Z0-9_-]+$'" : "Field required");
        }

        var content = block.Json.Get("content");
        if (content.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Array))
        {
            yield return $"{block.Path}.tool_result.content: Input should be a valid list";
        }

        foreach (var (part, index) in content.Items().Select((part, index) => (part, index)))
        {
            if (part.Text("type") is not ("text" or "image" or "document" or "search_result" or "tool_reference"))
            {
                yield return $"{block.Path}.tool_result.content.{index}: Input tag '{part.Text("type")}' found using 'type' does not match any of the expected tags: 'document', 'image', 'search_result', 'text', 'tool_reference'";
            }
            else if (part.Text("type") == "text" && string.IsNullOrEmpty(part.Text("text")))
            {
                yield return "messages: text content blocks must be non-empty";
            }
        }
    }

    private static bool IsThinking(ContentBlock block) => block.Type is "thinking" or "redacted_thinking";

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Id();
}
