using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Chat.Thinking;

/// <summary>
/// What the memory for thinking holds on this silo. Beyond its budget the oldest turns are forgotten and their grains end, so that no number of
/// turns takes more than that. Asked when a turn is kept or goes, never when one is looked up. Thread-safe.
/// </summary>
internal sealed class ThinkingLedger(IOptions<RelayOptions> options, TimeProvider time, ILogger<ThinkingLedger> logger)
{
    /// <summary>What the grain of a turn takes beside the content, in bytes, about: a turn of three bytes is not free.</summary>
    internal const int GrainSize = 4 * 1024;

    private static readonly TimeSpan SaidEvery = TimeSpan.FromHours(1);

    private readonly long _most = options.Value.MaxThinkingBytes;
    private readonly LinkedList<KeptTurn> _turns = new();
    private readonly Lock _lock = new();
    private long _bytes;
    private long? _said;

    /// <summary>Counts a turn, and forgets older ones where it takes too much.</summary>
    /// <param name="forgotten">Called, from any thread, when this turn is forgotten for others.</param>
    public KeptTurn Keep(byte[] content, Action forgotten)
    {
        var turn = new KeptTurn(content, forgotten);
        List<KeptTurn>? tooMany = null;
        lock (_lock)
        {
            _turns.AddLast(turn.Place);
            _bytes += GrainSize + turn.Size;
            while (_bytes > _most && _turns.First is { Value: var oldest })
            {
                RemoveUnderLock(oldest);
                (tooMany ??= []).Add(oldest);
            }

            if (tooMany is not null && (_said is not { } said || time.GetElapsedTime(said) >= SaidEvery))
            {
                _said = time.GetTimestamp();
                logger.ThinkingForgotten(_turns.Count, _bytes);
            }
        }

        tooMany?.ForEach(old => old.Forget());
        return turn;
    }

    /// <summary>A turn is over, or forgotten already.</summary>
    public void Remove(KeptTurn turn)
    {
        lock (_lock)
        {
            RemoveUnderLock(turn);
        }
    }

    private void RemoveUnderLock(KeptTurn turn)
    {
        if (turn.Place.List is not null)
        {
            _turns.Remove(turn.Place);
            _bytes -= GrainSize + turn.Size;
        }
    }
}
