using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Thinking;

namespace Orleans.Gateway.Grains.Chat.Thinking;

/// <inheritdoc cref="IThinkingGrain"/>
/// <remarks>Made where the call was relayed, since the next turn of a conversation most often comes to the same node.</remarks>
[Orleans.Placement.PreferLocalPlacement]
[CollectionAgeLimit(Minutes = 65)]
[GrainType("thinking")]
internal sealed class ThinkingGrain(TimeProvider time) : Grain, IThinkingGrain
{
    /// <summary>Longer than any pause between a tool call and its result that a person would wait for.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private Immutable<byte[]>? _content;
    private long _since;

    public Task KeepAsync(Immutable<byte[]> contentBlocks)
    {
        _content = contentBlocks;
        _since = time.GetTimestamp();
        return Task.CompletedTask;
    }

    public ValueTask<Immutable<byte[]>?> RecallAsync()
    {
        if (_content is null || time.GetElapsedTime(_since) > Kept)
        {
            // Asked for what is not there: such a grain need not stay.
            _content = null;
            DeactivateOnIdle();
        }

        return ValueTask.FromResult(_content);
    }
}
