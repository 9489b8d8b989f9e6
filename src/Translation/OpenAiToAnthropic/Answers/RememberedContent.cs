namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>What is to be kept of a whole answer with thinking and tool calls, for clients that do not send its thinking back.</summary>
/// <param name="Content">The content blocks as they were, a JSON array; empty when there is nothing to keep.</param>
/// <param name="Ids">The ids of the tool calls in it.</param>
public readonly record struct RememberedContent(ReadOnlyMemory<byte> Content, IReadOnlyList<string> Ids)
{
    public static RememberedContent None { get; } = new(default, []);
}
