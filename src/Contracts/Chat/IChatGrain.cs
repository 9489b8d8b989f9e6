using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Carries one chat completion. A stateless worker, so the call stays in the process that received the request; key 0.
/// </summary>
[Alias("gateway.IChatGrain"), GrainInterfaceType("gateway.IChatGrain")]
public interface IChatGrain : IGrainWithIntegerKey
{
    /// <summary>Takes the call over. How it ends is said by <see cref="ReplySink.Ended"/>, in the process that both are in.</summary>
    /// <param name="call">Its body is only read, and only until the call has ended.</param>
    /// <remarks>
    /// A message without an answer: the answer's way back costs more than all of the gateway's own work for a call. Such a message can be lost when a silo
    /// leaves; whoever sends it has to look whether the sink was taken. The hang-up travels with the reply, not as a token of the grain call: a
    /// cancellation message to a stateless worker may reach another activation.
    /// </remarks>
    [Alias("Relay"), OneWay]
    ValueTask RelayAsync(ChatCall call, ReplySink sink);
}
