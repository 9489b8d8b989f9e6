using System.Diagnostics.CodeAnalysis;
using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Placement;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <inheritdoc cref="IRemoteChatGrain"/>
/// <remarks>Lives on the silo that its front end is connected to, so that a call crosses from one process to another once.</remarks>
[Reentrant, PreferLocalPlacement, CollectionAgeLimit(Minutes = 2), GrainType("remote-chat")]
internal sealed class RemoteChatGrain(Relay relay, CatalogMirror catalog, Intake intake, TimeProvider time) : Grain, IRemoteChatGrain
{
    /// <summary>In bytes: what takes longer to read than a change of threads does not hold up the other calls of this grain.</summary>
    private const int LargeBody = 64 * 1024;

    private readonly Dictionary<long, ReplyPump> _open = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions(RemoteTiming.Beat, RemoteTiming.Beat) { Interleave = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var (_, pump) in _open)
        {
            pump.GiveUp();
        }

        return Task.CompletedTask;
    }

    public ValueTask<ReplyFrame> BeginAsync(long reply, ChatCall call) =>
        catalog.Freshness.Admits(time.GetTimestamp()) ? Begin(reply, call) : AdmitAsync(reply, call);

    public ValueTask<ReplyFrame> NextAsync(long reply) =>
        _open.TryGetValue(reply, out var pump) ? TakeAsync(reply, pump) : new(new ReplyFrame { IsLast = true, IsLost = true });

    public ValueTask GiveUpAsync(long reply)
    {
        if (_open.Remove(reply, out var pump))
        {
            pump.GiveUp();
        }

        return default;
    }

    private async ValueTask<ReplyFrame> AdmitAsync(long reply, ChatCall call) =>
        await catalog.Freshness.AdmitAsync() is null ? await Begin(reply, call) : throw new CallNotTakenException();

    private ValueTask<ReplyFrame> Begin(long reply, ChatCall call)
    {
        if (catalog.Current.Epoch == 0)
        {
            throw new CallNotTakenException();
        }

        if (!IsOwned(ref call, out var refused))
        {
            return new(new ReplyFrame { IsLast = true, Owed = refused });
        }

        if (!intake.TryEnter())
        {
            throw new CallNotTakenException();
        }

        var pump = new ReplyPump(time);
        _open.Add(reply, pump);
        if (call.Body.Length > LargeBody)
        {
            FillElsewhere(pump, call);
        }
        else
        {
            pump.FillAsync(relay, call, intake).Ignore();
        }

        return TakeAsync(reply, pump);
    }

    /// <summary>Whose key it was is looked at again where the front end did not just ask.</summary>
    private bool IsOwned(ref ChatCall call, [NotNullWhen(false)] out GatewayError? refused)
    {
        refused = null;
        if (call.KeyHash is null)
        {
            return true;
        }

        if (!KeyHash.TryParse(call.KeyHash, out var hash) || catalog.Current.CallerOf(hash, time) is not { } caller)
        {
            refused = AccessErrors.KeyWrong;
            return false;
        }

        call = caller.Subscription == call.Subscription && caller.KeyPlace == call.KeyPlace
            ? call : call with { Subscription = caller.Subscription, KeyPlace = caller.KeyPlace };
        refused = AccessErrors.Of(caller.Standing);
        return refused is null;
    }

    private async ValueTask<ReplyFrame> TakeAsync(long reply, ReplyPump pump)
    {
        try
        {
            return await pump.TakeAsync();
        }
        finally
        {
            if (pump.IsOver)
            {
                _open.Remove(reply);
            }
        }
    }

    private void FillElsewhere(ReplyPump pump, ChatCall call) => Task.Run(() => pump.FillAsync(relay, call, intake)).Ignore();

    private Task BeatAsync()
    {
        foreach (var (reply, pump) in _open)
        {
            pump.Beat(RemoteTiming.Patience);
            if (pump.IsOver)
            {
                _open.Remove(reply);
            }
        }

        return Task.CompletedTask;
    }
}
