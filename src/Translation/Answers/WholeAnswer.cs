using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Answers;

/// <summary>What became of one whole (not streamed) answer whose translation was written to the output.</summary>
/// <param name="Failure">Set when the body was not an answer (an error inside a 200, HTML, broken JSON); the output is then to be thrown away.</param>
public readonly record struct WholeAnswer(TokenUsage Usage, string? FinishReason, ProviderFailure? Failure);
