using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Thinking;

namespace Orleans.Gateway.Grains.Chat.Thinking;

/// <inheritdoc cref="IThinkingGrain"/>
/// <remarks>Made where the call was relayed, since the next turn of a conversation most often comes to the same node.</remarks>
[Orleans.Placement.PreferLocalPlacement]
[CollectionAgeLimit(Minutes = 65)]
[GrainType("thinking")]
internal sealed class ThinkingGrain(ThinkingLedger ledger, TimeProvider time) : Grain, IThinkingGrain
{
    /// <summary>Longer than any pause between a tool call and its result that a person would wait for.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private KeptTurn? _turn;
    private long _since;

    public Task KeepAsync(Immutable<byte[]> contentBlocks)
    {
        Forget();
        _turn = ledger.Keep(contentBlocks.Value, () => GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "The memory for thinking is full.")));
        _since = time.GetTimestamp();
        return Task.CompletedTask;
    }

    public ValueTask<Immutable<byte[]>?> RecallAsync()
    {
        if (_turn?.Content is { } content && time.GetElapsedTime(_since) <= Kept)
        {
            return new(new Immutable<byte[]>(content));
        }

        // Asked for what is not there: such a grain need not stay.
        Forget();
        DeactivateOnIdle();
        return default;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Forget();
        return Task.CompletedTask;
    }

    private void Forget()
    {
        if (_turn is { } turn)
        {
            _turn = null;
            ledger.Remove(turn);
        }
    }
}
