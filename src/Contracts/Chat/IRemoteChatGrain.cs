namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Carries chat completions for a front end in another process. One activation per key, since an enumeration has to come back to where it
/// began; keys are <c>{front end}/{slot}/{minute}</c>, so that the load follows the membership.
/// </summary>
[Alias("gateway.IRemoteChatGrain"), GrainInterfaceType("gateway.IRemoteChatGrain")]
public interface IRemoteChatGrain : IGrainWithStringKey
{
    /// <summary>
    /// Relays the call. The first frame has the head, unless there is none because the client is owed an error; the last one says that it is
    /// the last. An enumeration that ends without it has been broken off.
    /// </summary>
    /// <remarks>
    /// A whole answer may take longer than the time limit: while there is no frame, the enumeration is kept alive by itself. One that nobody
    /// asks for its next frame any more is given up after once to twice that time.
    /// </remarks>
    [Alias("Relay"), ResponseTimeout("00:00:15")]
    IAsyncEnumerable<ReplyFrame> RelayAsync(ChatCall call, CancellationToken cancellation);
}
