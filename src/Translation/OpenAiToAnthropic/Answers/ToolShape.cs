namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>How the client sees a tool call.</summary>
internal enum ToolShape
{
    /// <summary><c>tool_calls[].function</c>: the input is the arguments.</summary>
    Function,

    /// <summary>The same, with the property <c>value</c> of the input as arguments.</summary>
    Wrapped,

    /// <summary><c>tool_calls[].custom</c>: the property <c>input</c> of the input, a string, is the input.</summary>
    Custom,

    /// <summary>The deprecated <c>function_call</c>.</summary>
    Legacy,
}
