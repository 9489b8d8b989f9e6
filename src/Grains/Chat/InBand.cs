using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// Tells a client that already has a part of its stream that no more will come. No <c>[DONE]</c> and no finish reason follow: nothing ended.
/// </summary>
internal static class InBand
{
    public static async ValueTask BreakOffAsync(Reply reply, GatewayError error)
    {
        ErrorObject.WriteEvent(reply.Body, error.Message, error.Type, error.Param, error.Code);
        await reply.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
