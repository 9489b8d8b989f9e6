using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>What matters of a request for the answer, whatever format it came in.</summary>
internal sealed record Conversation
{
    /// <summary>Of the latest user turn.</summary>
    internal string UserText { get; init; } = "";

    /// <summary>What the tools said since the model spoke last, in order.</summary>
    internal IReadOnlyList<string> ToolResults { get; init; } = [];

    /// <summary>Images and documents of the latest user turn.</summary>
    internal int Attachments { get; init; }

    internal IReadOnlyList<OfferedTool> Tools { get; init; } = [];

    internal ToolUse ToolUse { get; init; }

    /// <summary>The only tool that may be called; null for any.</summary>
    internal string? OnlyTool { get; init; }

    /// <summary>Whether one answer may call several tools.</summary>
    internal bool Parallel { get; init; } = true;

    internal IReadOnlyList<string> StopSequences { get; init; } = [];

    internal int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>The schema that the text must follow; undefined for free text.</summary>
    internal JsonElement Schema { get; init; }

    /// <summary>Whether the text must be some JSON object.</summary>
    internal bool AnyJson { get; init; }
}

internal sealed record OfferedTool(string Name, JsonElement Schema, bool IsCustom = false);

internal enum ToolUse
{
    Free,
    Forbidden,
    Forced,
}
