namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>
/// A bounded queue in which subscriptions take turns: one that sends much waits behind its own calls, not the others behind them. Not thread-safe.
/// </summary>
internal sealed class FairQueue<T>
    where T : class
{
    private readonly Dictionary<string, LinkedList<T>> _bySubscription = [];

    /// <summary>Those with calls that wait, in the order in which they are served.</summary>
    private readonly LinkedList<string> _turns = [];

    public int Count { get; private set; }

    public void Enqueue(string subscription, T item)
    {
        if (!_bySubscription.TryGetValue(subscription, out var waiting))
        {
            _bySubscription[subscription] = waiting = [];
            _turns.AddLast(subscription);
        }

        waiting.AddLast(item);
        Count++;
    }

    /// <summary>The oldest of the subscription whose turn it is.</summary>
    public T? Dequeue()
    {
        if (_turns.First is not { } turn)
        {
            return null;
        }

        var waiting = _bySubscription[turn.Value];
        var item = waiting.First!.Value;
        waiting.RemoveFirst();
        Count--;
        _turns.RemoveFirst();
        if (waiting.Count > 0)
        {
            _turns.AddLast(turn);
        }
        else
        {
            _bySubscription.Remove(turn.Value);
        }

        return item;
    }

    /// <summary>Takes out one that waits no more. False: it was not there.</summary>
    public bool Remove(string subscription, T item)
    {
        if (!_bySubscription.TryGetValue(subscription, out var waiting) || !waiting.Remove(item))
        {
            return false;
        }

        Count--;
        if (waiting.Count == 0)
        {
            _bySubscription.Remove(subscription);
            _turns.Remove(subscription);
        }

        return true;
    }
}
