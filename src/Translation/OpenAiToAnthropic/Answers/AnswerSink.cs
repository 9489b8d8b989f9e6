using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Where a translated answer goes, part by part: into chunks, or into one whole answer. Every text is escaped as it would stand in JSON.
/// </summary>
internal abstract class AnswerSink
{
    /// <param name="id">Without the provider's prefix.</param>
    /// <param name="serviceTier">In the client's terms; empty where there is none to show.</param>
    public abstract void Begin(ReadOnlySpan<byte> id, ReadOnlySpan<byte> serviceTier);

    public abstract void Text(ReadOnlySpan<byte> text);

    /// <param name="list">JSON objects, with commas between them.</param>
    public abstract void Annotations(ReadOnlySpan<byte> list);

    /// <summary>Citations that Chat Completions has no annotation for.</summary>
    /// <param name="list">JSON objects, with commas between them.</param>
    public abstract void Citations(ReadOnlySpan<byte> list);

    public abstract void Reasoning(int ordinal, ReadOnlySpan<byte> text);

    public abstract void ReasoningSignature(int ordinal, ReadOnlySpan<byte> signature);

    public abstract void RedactedReasoning(int ordinal, ReadOnlySpan<byte> data);

    /// <param name="caller">A JSON object; empty where the model itself made the call.</param>
    public abstract void ToolCall(int ordinal, ToolShape shape, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> caller);

    public abstract void ToolText(int ordinal, ToolShape shape, ReadOnlySpan<byte> text);

    public abstract void Refusal(ReadOnlySpan<byte> text);

    /// <param name="extras">More properties of the choice, each with a comma in front.</param>
    public abstract void Finish(ReadOnlySpan<byte> reason, ReadOnlySpan<byte> extras, TokenUsage usage);
}
