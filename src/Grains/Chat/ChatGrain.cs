using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <inheritdoc cref="IChatGrain"/>
/// <remarks>Both attributes: a stateless worker alone runs only as many calls at once as the machine has cores.</remarks>
[StatelessWorker, Reentrant]
[GrainType("chat")]
internal sealed class ChatGrain(Relay relay) : Grain, IChatGrain
{
    // The relay leaves the grain's scheduler at once: it touches nothing of the grain.
    public ValueTask<GatewayError?> RelayAsync(ChatCall call, ReplySink sink) =>
        // Taken already: whoever sent the call was told that it would not get here.
        sink.TryTake() is { } reply ? relay.RelayAsync(call, reply) : default;
}
