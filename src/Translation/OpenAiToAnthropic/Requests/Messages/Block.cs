namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum TurnRole : byte
{
    User,
    Assistant,
    System,
}

internal enum BlockKind : byte
{
    /// <summary>The node is a string.</summary>
    Text,

    /// <summary>An instruction inside a user turn, for models that take no system role there. The node is a string.</summary>
    Reminder,

    /// <summary>A user turn that has to be there and that nobody wrote.</summary>
    Dot,

    /// <summary>The user message that asks the model to go on with what it started.</summary>
    Continue,

    /// <summary>The node is the part.</summary>
    Image,

    /// <summary>The node is the part.</summary>
    File,

    /// <summary>The node is an entry of <c>tool_calls</c>.</summary>
    ToolCall,

    /// <summary>The node is the value of the deprecated <c>function_call</c>.</summary>
    FunctionCall,

    /// <summary>The node is the message that has the result; 0: there is none.</summary>
    ToolResult,

    /// <summary>A result that no call asked for, as text. The node is the message.</summary>
    OrphanResult,

    /// <summary>The node is a <c>thinking</c> or <c>redacted_thinking</c> block.</summary>
    Thinking,

    /// <summary>The node is the first of the entries of <c>reasoning_details</c> that make up one block.</summary>
    ReasoningDetail,

    /// <summary>All blocks of a remembered turn, as the provider sent them; the node counts the remembered turns.</summary>
    Remembered,
}

/// <summary>One content block to be, by reference to where its content is.</summary>
/// <param name="Node">Where on the request's tape; what is there depends on <paramref name="Kind"/>.</param>
/// <param name="Message">The client's index of the message, for errors.</param>
/// <param name="Part">The client's index of the part, for errors; of a reasoning detail, where the array is that it is in.</param>
internal record struct Block(BlockKind Kind, TurnRole Role, int Node, int Message, int Part = 0)
{
    /// <summary>Where the client's cache marker for it is; 0: none.</summary>
    public int Cache;

    /// <summary>Of a call or a result: which of the conversation's call ids.</summary>
    public int CallId;

    /// <summary>Stands for a call that is written as part of something else.</summary>
    public bool Silent;

    /// <summary>The end of a conversation that the model is to continue: whitespace at its end is refused.</summary>
    public bool TrimEnd;

    public readonly bool IsCall => Kind is BlockKind.ToolCall or BlockKind.FunctionCall;

    public readonly bool IsThinking => Kind is BlockKind.Thinking or BlockKind.ReasoningDetail;

    public readonly bool TakesCacheMarker => !IsThinking;
}
