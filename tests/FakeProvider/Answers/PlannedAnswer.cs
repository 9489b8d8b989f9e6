namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>What the provider is about to say, in no format yet.</summary>
/// <param name="StopSequence">The sequence that ended it; null for any other stop.</param>
internal sealed record PlannedAnswer(IReadOnlyList<Block> Blocks, Stop Stop, string? StopSequence)
{
    internal string Text => string.Concat(Blocks.OfType<TextBlock>().Select(block => block.Text));

    internal IReadOnlyList<ToolBlock> Calls => [.. Blocks.OfType<ToolBlock>()];

    /// <summary>What is billed: each word and each piece of a tool's input is a token.</summary>
    internal int OutputTokens => Blocks.Sum(block => block switch
    {
        TextBlock text => Words.Split(text.Text).Count,
        ThinkingBlock thinking => Words.Split(thinking.Text).Count,
        ToolBlock tool => 1 + Words.Pieces(tool.Input).Count,
        _ => 0,
    });

    internal int ThinkingTokens => Blocks.OfType<ThinkingBlock>().Sum(block => Words.Split(block.Text).Count);
}

internal abstract record Block;

internal sealed record TextBlock(string Text) : Block;

/// <param name="Shown">Whether the text goes out; else only the signature does.</param>
internal sealed record ThinkingBlock(string Text, string Signature, bool Shown) : Block;

/// <param name="Input">A JSON object; for a custom tool the raw text.</param>
internal sealed record ToolBlock(string Name, string Input, bool IsCustom = false) : Block;

internal enum Stop
{
    End,
    Sequence,
    MaxTokens,
    ToolUse,
}
