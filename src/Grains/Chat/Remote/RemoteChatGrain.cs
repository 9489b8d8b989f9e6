using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Placement;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <inheritdoc cref="IRemoteChatGrain"/>
/// <remarks>Lives on the silo that its front end is connected to, so that a call crosses from one process to another once.</remarks>
[Reentrant, PreferLocalPlacement, CollectionAgeLimit(Minutes = 2), GrainType("remote-chat")]
internal sealed class RemoteChatGrain(Relay relay, Intake intake, TimeProvider time) : Grain, IRemoteChatGrain
{
    public async IAsyncEnumerable<ReplyFrame> RelayAsync(ChatCall call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!intake.TryEnter())
        {
            throw new CallNotTakenException();
        }

        using var pump = new ReplyPump(time);
        // Off the grain's scheduler: calls of one grain do not wait for each other.
        var relaying = Task.Run(() => FillAsync(pump, call), CancellationToken.None);
        ReplyFrame frame;
        do
        {
            frame = await pump.TakeAsync(cancellation);
            yield return frame;
        }
        while (!frame.IsLast);

        await relaying;
    }

    private async Task FillAsync(ReplyPump pump, ChatCall call)
    {
        try
        {
            await pump.FillAsync(relay, call);
        }
        finally
        {
            intake.Exit();
        }
    }
}
