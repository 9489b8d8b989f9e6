using System.Collections.Frozen;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>
/// Properties that are planned and not there yet. They are refused by name, so that nobody believes in a limit that does not hold.
/// Building a feature deletes its rows here and adds its properties to <see cref="Shape"/> and to the schema.
/// </summary>
internal static class UnbuiltFeatures
{
    private static readonly FrozenDictionary<(Shape In, string Property), string> Table = new Dictionary<(Shape, string), string>
    {
        [(Shape.Alias, "rollout")] = "rollouts are begun with PUT …/aliases/{alias}/rollout of the admin API and are",
        [(Shape.Product, "policies")] = "policies are",
    }.ToFrozenDictionary();

    /// <summary>Null when the property is not planned either.</summary>
    public static string? Problem(Shape shape, string property) =>
        Table.TryGetValue((shape, property), out var feature) ? $"{feature} not part of this version. Remove the property." : null;

    internal static IEnumerable<(Shape In, string Property)> All => Table.Keys;
}
