namespace Orleans.Gateway.Grains.Caching;

/// <summary>The answers that this process keeps for one product. What was used least recently goes first. Thread-safe.</summary>
internal sealed class ProductCache(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt256, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recent = new();

    /// <summary>In bytes.</summary>
    public long Size { get; private set; }

    public CachedAnswer? Find(UInt256 key, TimeSpan ttl)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            // By the time to live of today, also for what was stored under a longer one.
            if (time.GetElapsedTime(node.Value.Stored) >= ttl)
            {
                Remove(node);
                return null;
            }

            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Store(UInt256 key, CachedAnswer answer, long maxBytes)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var before))
            {
                Remove(before);
            }

            Size += answer.Size;
            _entries[key] = _recent.AddFirst(new Entry(key, answer, time.GetTimestamp()));
            while (Size > maxBytes && _recent.Last is { } last)
            {
                Remove(last);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _recent.Remove(node);
        _entries.Remove(node.Value.Key);
        Size -= node.Value.Answer.Size;
    }

    private sealed record Entry(UInt256 Key, CachedAnswer Answer, long Stored);
}
