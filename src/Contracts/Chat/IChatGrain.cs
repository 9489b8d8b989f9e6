using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Carries one chat completion. A stateless worker, so the call stays in the process that received the request; key 0.
/// </summary>
[Alias("gateway.IChatGrain")]
public interface IChatGrain : IGrainWithIntegerKey
{
    /// <summary>Relays the call and writes the whole answer to the sink. Returns when the last byte is written, or the error that the client is still owed.</summary>
    /// <param name="call">Its body is only read, and only until this returns.</param>
    /// <param name="cancellation">The client hung up.</param>
    [Alias("Relay"), ResponseTimeout("01:00:00")]
    ValueTask<GatewayError?> RelayAsync(ChatCall call, ReplySink sink, CancellationToken cancellation);
}
