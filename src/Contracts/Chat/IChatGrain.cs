using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Carries one chat completion. A stateless worker, so the call stays in the process that received the request; key 0.
/// </summary>
[Alias("gateway.IChatGrain"), GrainInterfaceType("gateway.IChatGrain")]
public interface IChatGrain : IGrainWithIntegerKey
{
    /// <summary>Relays the call and writes the whole answer to the sink. Returns when the last byte is written, or the error that the client is still owed.</summary>
    /// <param name="call">Its body is only read, and only until this returns.</param>
    /// <remarks>
    /// The hang-up travels with the reply, not as a token of the grain call: a cancelled grain call returns to its caller at once while the
    /// callee still writes to the response, and a cancellation message to a stateless worker may reach another activation. For the same
    /// reason the call has no time limit of its own within a day; the relay's limits end it.
    /// </remarks>
    [Alias("Relay"), ResponseTimeout("1.00:00:00")]
    ValueTask<GatewayError?> RelayAsync(ChatCall call, ReplySink sink);
}
