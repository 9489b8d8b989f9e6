using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>Behaviours that wait for calls with a text of theirs. Thread-safe.</summary>
internal sealed class TextScripts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Behaviour>> _waiting = [];

    internal void Add(string text, ReadOnlySpan<Behaviour> behaviours)
    {
        lock (_lock)
        {
            var queue = _waiting.TryGetValue(text, out var there) ? there : _waiting[text] = new();
            foreach (var behaviour in behaviours)
            {
                queue.Enqueue(behaviour);
            }
        }
    }

    /// <summary>Null when none waits for such a call.</summary>
    internal Behaviour? Next(ReceivedRequest request)
    {
        lock (_lock)
        {
            foreach (var (text, queue) in _waiting)
            {
                if (request.Holds(text) && queue.TryDequeue(out var next))
                {
                    if (queue.Count == 0)
                    {
                        _waiting.Remove(text);
                    }

                    return next;
                }
            }

            return null;
        }
    }
}
