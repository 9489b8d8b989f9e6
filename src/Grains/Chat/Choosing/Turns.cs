namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// Whose turn it is. Each target is owed its weight at every turn, and the one that is owed most is taken and pays for all: over a round each
/// comes as often as its weight says, without two of the same in a row where that can be. Thread-safe.
/// </summary>
/// <param name="targets">How many there are in the group.</param>
internal sealed class Turns(int targets)
{
    private readonly Lock _lock = new();
    private readonly int[] _owed = new int[targets];

    public int Next(ReadOnlySpan<Candidate> candidates)
    {
        var total = 0;
        foreach (var candidate in candidates)
        {
            total += candidate.Weight;
        }

        lock (_lock)
        {
            var most = -1;
            for (var i = 0; i < candidates.Length; i++)
            {
                // Where all have the weight 0, they are equals; else those with 0 have no turn.
                var weight = total == 0 ? 1 : candidates[i].Weight;
                var owed = _owed[candidates[i].At] += weight;
                if (weight > 0 && (most < 0 || owed > _owed[candidates[most].At]))
                {
                    most = i;
                }
            }

            _owed[candidates[most].At] -= total == 0 ? candidates.Length : total;
            return most;
        }
    }
}
