using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat;

/// <inheritdoc cref="IChatGrain"/>
/// <remarks>Both attributes: a stateless worker alone runs only as many calls at once as the machine has cores.</remarks>
[StatelessWorker, Reentrant]
[GrainType("chat")]
internal sealed class ChatGrain(Relay relay) : Grain, IChatGrain
{
    /// <remarks>The turn ends when the provider has been sent its request. From there on the relay is on no scheduler of a grain: it touches nothing of it.</remarks>
    public ValueTask RelayAsync(ChatCall call, ReplySink sink)
    {
        // Taken already: whoever sent the call believed it lost.
        if (sink.TryTake() is { } reply)
        {
            sink.EndWith(relay.RelayAsync(call, reply));
        }

        return default;
    }
}
