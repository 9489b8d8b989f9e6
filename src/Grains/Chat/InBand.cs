using System.Buffers;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// Tells a client that already has a part of its stream that no more will come. No <c>[DONE]</c> and no finish reason follow: nothing ended.
/// </summary>
internal static class InBand
{
    public static void Write(IBufferWriter<byte> body, GatewayError error) =>
        ErrorObject.WriteEvent(body, error.Message, error.Type, error.Param, error.Code);
}
