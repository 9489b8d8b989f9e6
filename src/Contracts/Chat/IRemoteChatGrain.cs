using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Carries chat completions for a front end in another process. One activation per key, since whoever asks for the rest of a reply has to come back to
/// where it began; keys are <c>{front end}/{slot}/{minute}</c>, so that the load follows the membership.
/// </summary>
[Alias("gateway.IRemoteChatGrain"), GrainInterfaceType("gateway.IRemoteChatGrain")]
public interface IRemoteChatGrain : IGrainWithStringKey
{
    /// <summary>
    /// Relays the call. Returns as soon as there is something of its reply, and after some seconds in any case: a frame without anything says that
    /// the call is alive. The head is in the first frame that has anything, unless there is none because the client is owed an error.
    /// </summary>
    /// <param name="reply">Names the reply; never used twice by its front end.</param>
    /// <exception cref="CallNotTakenException">The silo is about to stop. Nobody has read the call.</exception>
    [Alias("Begin"), ResponseTimeout("00:00:15")]
    ValueTask<ReplyFrame> BeginAsync(long reply, ChatCall call);

    /// <summary>What has come since, as <see cref="BeginAsync"/>. A reply that nobody asks for any more is given up after 18 to 21 seconds.</summary>
    [Alias("Next"), ResponseTimeout("00:00:15")]
    ValueTask<ReplyFrame> NextAsync(long reply);

    /// <summary>Nobody wants the rest: whoever waits for it gets a last frame that says so.</summary>
    [Alias("GiveUp"), OneWay]
    ValueTask GiveUpAsync(long reply);
}
