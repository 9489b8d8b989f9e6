using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <param name="Keys">Primary, then secondary.</param>
public sealed record ClearSubscription(string Product, IReadOnlyList<ClearSecret> Keys)
{
    /// <summary>One of <see cref="SubscriptionStates"/>.</summary>
    public string State { get; init; } = SubscriptionStates.Active;

    public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    /// <param name="path">Where the subscription is in what was read.</param>
    internal SubscriptionDefinition Seal(KeyHasher hasher, SubscriptionDefinition? stored, string path, Mistakes mistakes) => new()
    {
        Product = Product,
        KeyHashes = [.. Keys.Select((key, at) => Hash(key, hasher, stored, DocumentPath.Item(path.Length == 0 ? "keys" : $"{path}.keys", at), mistakes))],
        State = State,
        Limits = Limits,
    };

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
