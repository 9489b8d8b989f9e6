using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// A whole answer of a backend that speaks the client's format: byte for byte the same, but for the model's name and a finish reason
/// that contradicts the tool calls beside it.
/// </summary>
public static class PassThroughAnswer
{
    // Read to its end before anybody else of the thread begins.
    [ThreadStatic]
    private static ChunkReader? t_reader;

    /// <param name="body">Of an answer with a status of success; an error inside it is found all the same.</param>
    /// <param name="showModel">What the client reads as the model's name; null to show the provider's.</param>
    /// <param name="output">Nothing is written to it if the body is no answer.</param>
    public static WholeAnswer Read(ReadOnlySpan<byte> body, string? showModel, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        body = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        var answer = t_reader ??= new ChunkReader(null, hideUsage: false, whole: true);
        try
        {
            answer.ReadWhole(body, showModel);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Failed(answer, FailureText.Failure(FailureKind.Malformed));
        }

        if (answer.HasError || (answer.ChoiceCount == 0 && ErrorBody.Read(body).Message is not null))
        {
            return Failed(answer, OpenAiError.FromEvent(body));
        }

        if (!answer.HasMessage)
        {
            return Failed(answer, FailureText.Failure(FailureKind.Malformed));
        }

        answer.Edits.Write(body, 0, output);
        return new(answer.Usage ?? default, answer.FinishReason, null);
    }

    private static WholeAnswer Failed(ChunkReader answer, ProviderFailure failure) => new(answer.Usage ?? default, null, failure);
}
