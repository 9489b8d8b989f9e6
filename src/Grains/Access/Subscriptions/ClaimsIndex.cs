using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Access.Subscriptions;

/// <summary>
/// Finds the subscription that a token stands for, by its claims. Each subscription is under one of its claims, the first by name; what it costs
/// depends on the claims of the token, not on the number of subscriptions. Readers take no lock; one writes at a time.
/// </summary>
internal sealed class ClaimsIndex
{
    private readonly ConcurrentDictionary<(string Name, string Value), SubscriptionEntry[]> _byFirst = new();

    public void Add(SubscriptionEntry entry)
    {
        if (First(entry) is { } first)
        {
            _byFirst[first] = [.. _byFirst.GetValueOrDefault(first, []), entry];
        }
    }

    public void Remove(SubscriptionEntry entry)
    {
        if (First(entry) is not { } first)
        {
            return;
        }

        var left = _byFirst.GetValueOrDefault(first, []).Where(other => !ReferenceEquals(other, entry)).ToArray();
        if (left.Length == 0)
        {
            _byFirst.TryRemove(first, out _);
        }
        else
        {
            _byFirst[first] = left;
        }
    }

    /// <summary>The one that asks for the most of these claims; null when none fits. Of two that ask for as many, nobody could say which was meant.</summary>
    /// <param name="claims">A name may be there several times, as that of groups is.</param>
    public (SubscriptionEntry? Entry, bool IsAmbiguous) Find(IReadOnlyList<KeyValuePair<string, string>> claims)
    {
        var (found, isAmbiguous) = (default(SubscriptionEntry), false);
        foreach (var (name, value) in claims.Distinct())
        {
            foreach (var entry in _byFirst.GetValueOrDefault((name, value), []))
            {
                if (!entry.Definition.Claims.All(claims.Contains))
                {
                    continue;
                }

                var more = entry.Definition.Claims.Count - (found?.Definition.Claims.Count ?? 0);
                isAmbiguous = more == 0 || (more < 0 && isAmbiguous);
                found = more >= 0 ? entry : found;
            }
        }

        return (found, isAmbiguous);
    }

    private static (string, string)? First(SubscriptionEntry entry) =>
        entry.Definition.Claims.Count == 0 ? null : entry.Definition.Claims.MinBy(claim => claim.Key, StringComparer.Ordinal) is var first ? (first.Key, first.Value) : null;
}
