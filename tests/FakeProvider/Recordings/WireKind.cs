namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>What a recorded file holds.</summary>
public enum WireKind
{
    AnthropicStream,
    AnthropicAnswer,

    /// <summary>An error body, or a stream that consists of one error event.</summary>
    AnthropicError,
    OpenAiStream,
    OpenAiAnswer,
    OpenAiError,

    /// <summary>A request body to Anthropic Messages.</summary>
    AnthropicRequest,

    /// <summary>A request body to OpenAI Chat Completions.</summary>
    OpenAiRequest,

    /// <summary>Embeddings, legacy completions, notes, harness files.</summary>
    Other,
}
