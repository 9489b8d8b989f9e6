namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

internal enum BlockKind
{
    /// <summary>Server tools and their results, compaction, and the kinds that the provider has yet to invent: never shown as content.</summary>
    Other,

    Text,
    Thinking,
    RedactedThinking,

    /// <summary>A tool of the client.</summary>
    Tool,

    /// <summary>The tool that stands for <c>json_schema</c>: its input is the content.</summary>
    JsonTool,

    /// <summary>Cannot be said in the client's terms: a second answer as JSON, a second call where the client knows one only.</summary>
    Unsaid,
}
