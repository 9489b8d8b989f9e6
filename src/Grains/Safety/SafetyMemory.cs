using System.Collections.Concurrent;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// What the service has found in the texts that this process has asked about. Clients of chats send the whole conversation with every turn; what was
/// judged a minute ago need not be paid for again. Keys are hashes, and nothing of a text is kept. Owned by the process. Thread-safe.
/// </summary>
/// <param name="most">
/// How many answers are kept; the oldest goes. 100,000 take about 15 MB, and are the new texts of ten minutes at more than 150 in a second.
/// </param>
public sealed class SafetyMemory(TimeProvider time, int most = 100_000)
{
    /// <summary>No document can ask for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<UInt256, Known> _known = new();
    private readonly Queue<(UInt256 Key, long At)> _order = new();
    private readonly Lock _lock = new();

    internal int Count => _known.Count;

    /// <summary>Null: it was never asked, too long ago, or is not known any more.</summary>
    internal SafetyFinding? Find(UInt256 key, TimeSpan rememberedFor) =>
        _known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < rememberedFor ? known.Finding : null;

    internal void Store(UInt256 key, SafetyFinding finding)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            _known[key] = new(finding, now);
            _order.Enqueue((key, now));
            while (_order.Count > most || time.GetElapsedTime(_order.Peek().At) >= Longest)
            {
                var oldest = _order.Dequeue();
                if (_known.TryGetValue(oldest.Key, out var known) && known.At == oldest.At)
                {
                    _known.TryRemove(oldest.Key, out _);
                }
            }
        }
    }

    private readonly record struct Known(SafetyFinding Finding, long At);
}
