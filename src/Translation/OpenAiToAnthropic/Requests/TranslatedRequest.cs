using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>What goes with a request whose Messages form was written to the output.</summary>
/// <param name="Plan">For the translation of the answer.</param>
/// <param name="Loss">For <c>x-gateway-translation</c> and the log.</param>
/// <param name="Betas">The values of <c>anthropic-beta</c>; empty: no such header.</param>
/// <param name="StreamUpstream">Whether the body says <c>stream: true</c>; also true for some clients that want a whole answer.</param>
/// <param name="MaxTokens">The limit that was sent, for the reservation of tokens.</param>
public sealed record TranslatedRequest(AnswerPlan Plan, TranslationLoss Loss, IReadOnlyList<string> Betas, bool StreamUpstream, int MaxTokens)
{
    /// <summary>Whether the client named no limit, so that <see cref="MaxTokens"/> is the gateway's to lower.</summary>
    public bool OwnMaxTokens { get; init; }
}
