using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <param name="Keys">Primary, then secondary.</param>
public sealed record ClearSubscription(string Product, IReadOnlyList<ClearSecret> Keys)
{
    /// <summary>One of <see cref="SubscriptionStates"/>; null where nothing is said of it.</summary>
    public string? State { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    /// <param name="needsApproval">Whether its product does.</param>
    /// <param name="path">Where the subscription is in what was read.</param>
    internal SubscriptionDefinition Seal(KeyHasher hasher, SubscriptionDefinition? stored, bool needsApproval, string path, Mistakes mistakes) => new()
    {
        Product = Product,
        KeyHashes = [.. Keys.Select((key, at) => Hash(key, hasher, stored, DocumentPath.Item(path.Length == 0 ? "keys" : $"{path}.keys", at), mistakes))],
        State = StateAfter(stored?.State, needsApproval, path, mistakes),
        Expires = Expires,
        Claims = Claims,
        Limits = Limits,
    };

    private string StateAfter(string? stored, bool needsApproval, string path, Mistakes mistakes)
    {
        // Where nothing is said, what an operator has approved stays so, and what was cancelled stays that.
        var state = State
            ?? (stored is SubscriptionStates.Cancelled || (needsApproval && stored is not null) ? stored
            : needsApproval ? SubscriptionStates.Submitted : SubscriptionStates.Active);
        if (stored is not null && !SubscriptionStates.CanFollow(stored, state))
        {
            mistakes.Add(path.Length == 0 ? "state" : $"{path}.state", "the subscription was cancelled, which is final. Delete it, or write another one under another name.");
        }

        return state;
    }

    private static string Hash(ClearSecret key, KeyHasher hasher, SubscriptionDefinition? stored, string path, Mistakes mistakes)
    {
        if (key.Mask is not { } mask)
        {
            return hasher.Hash(key.Reveal());
        }

        if (stored?.KeyHashes.FirstOrDefault(hash => hash.StartsWith(mask, StringComparison.OrdinalIgnoreCase)) is { } kept)
        {
            return kept;
        }

        mistakes.Add(path, $"is the mask of a key (fingerprint {mask}) that this subscription does not have. Write the key itself.");
        return mask;
    }
}
