using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum MessageRole : byte
{
    Unknown,

    /// <summary>Also <c>developer</c>, the same to a model that knows no such difference.</summary>
    System,
    User,
    Assistant,
    Tool,
    Function,
}

/// <summary>The fields of one message, whatever its role.</summary>
internal ref struct MessageFields
{
    public MessageRole Role;
    public JsonValue RoleValue;
    public JsonValue Content;
    public JsonValue Name;
    public JsonValue Refusal;
    public JsonValue ToolCalls;
    public JsonValue FunctionCall;
    public JsonValue ToolCallId;
    public JsonValue Audio;
    public JsonValue IsError;
    public JsonValue CacheControl;
    public JsonValue ThinkingBlocks;
    public JsonValue ReasoningDetails;

    /// <summary>The names of others that say something; null: there are none.</summary>
    public List<JsonValue>? Unknown;

    public static MessageFields Read(JsonValue message)
    {
        var fields = default(MessageFields);
        foreach (var (key, value) in message.Properties)
        {
            switch (key.Inner.Length)
            {
                case 4 when key.Is("role"u8): fields.RoleValue = value; break;
                case 4 when key.Is("name"u8): fields.Name = value; break;
                case 5 when key.Is("audio"u8): fields.Audio = value; break;
                case 7 when key.Is("content"u8): fields.Content = value; break;
                case 7 when key.Is("refusal"u8): fields.Refusal = value; break;
                case 8 when key.Is("is_error"u8): fields.IsError = value; break;
                case 10 when key.Is("tool_calls"u8): fields.ToolCalls = value; break;
                case 12 when key.Is("tool_call_id"u8): fields.ToolCallId = value; break;
                case 13 when key.Is("function_call"u8): fields.FunctionCall = value; break;
                case 13 when key.Is("cache_control"u8): fields.CacheControl = value; break;
                case 15 when key.Is("thinking_blocks"u8): fields.ThinkingBlocks = value; break;
                case 17 when key.Is("reasoning_details"u8): fields.ReasoningDetails = value; break;
                case 9 when key.Is("reasoning"u8): break; // Not signed, as the next: nobody expects it to arrive.
                case 17 when key.Is("reasoning_content"u8): break;
                default:
                    if (key.IsEscaped)
                    {
                        // Refused rather than decoded: a filter in front of the gateway may have read it otherwise.
                        throw Reject.Invalid("messages", "Invalid 'messages': object keys must not be written with escape sequences.");
                    }

                    if (!value.IsNothing && !value.IsEmptyContainer)
                    {
                        (fields.Unknown ??= []).Add(key);
                    }

                    break;
            }
        }

        fields.Role = RoleOf(fields.RoleValue);
        return fields;
    }

    private static MessageRole RoleOf(JsonValue role) => role.Inner.Length switch
    {
        4 when role.Is("user"u8) => MessageRole.User,
        4 when role.Is("tool"u8) => MessageRole.Tool,
        6 when role.Is("system"u8) => MessageRole.System,
        8 when role.Is("function"u8) => MessageRole.Function,
        9 when role.Is("assistant"u8) => MessageRole.Assistant,
        9 when role.Is("developer"u8) => MessageRole.System,
        _ => MessageRole.Unknown,
    };
}
