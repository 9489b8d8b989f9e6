using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Chat.Prompts;

internal static class PromptLog
{
    /// <summary>What is logged of a call that is over, while its body is still there.</summary>
    /// <param name="answer">Null where answers are not wanted.</param>
    public static PromptRecord Of(PromptPlan plan, ChatCall call, in UsageOwner owner, KeptReply? answer) => new(
        call.RequestId,
        owner.Subscription,
        owner.Product,
        owner.Api,
        owner.Alias,
        plan.Prompts ? plan.Shown(PromptText.Of(call.Body.Span, plan.MostRead)) : null,
        answer is { HasBegun: true } ? plan.Shown(CompletionText.Of(answer.Kept, answer.IsStream, plan.MostRead)) : null);
}
