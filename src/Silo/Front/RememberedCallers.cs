using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;

namespace Orleans.Gateway.Silo.Front;

/// <summary>
/// Whose keys were asked for a moment ago, so that a call's body is read without asking again: the silo that relays the call looks again, and its word
/// counts. Only active ones are remembered. Thread-safe.
/// </summary>
internal sealed class RememberedCallers(TimeProvider time)
{
    /// <summary>So long a key whose owner was found is worth to read a body for.</summary>
    private static readonly TimeSpan For = TimeSpan.FromSeconds(10);

    /// <summary>With more, all are forgotten: asking again is cheap, and nobody can make this grow.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<KeyHash, (Caller Caller, long At)> _known = new();

    public bool TryFind(in KeyHash key, [NotNullWhen(true)] out Caller? caller)
    {
        var isKnown = _known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < For;
        caller = isKnown ? known.Caller : null;
        return isKnown;
    }

    public void Add(in KeyHash key, Caller caller)
    {
        if (caller.Standing is not Standing.Active)
        {
            return;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[key] = (caller, time.GetTimestamp());
    }
}
