using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>Which labels tokens and money get, ready for calls. Never changes.</summary>
internal sealed class MetricsPlan
{
    private MetricsPlan(MetricsDefinition definition)
    {
        (MaxValues, Subscriptions) = (definition.MaxValues, definition.Subscriptions);
        Dimensions =
        [
            // What a later version may have written says nothing here.
            .. definition.Dimensions.OrderBy(dimension => dimension.Key, StringComparer.Ordinal).Where(dimension => CallSource.Of(dimension.Value) is not null).Select(dimension => new Dimension(
                dimension.Key,
                CallSource.Of(dimension.Value)!.Value,
                definition.Values.TryGetValue(dimension.Key, out var values) ? values.ToDictionary(value => value, StringComparer.Ordinal) : null)),
        ];
    }

    public static MetricsPlan Default { get; } = new(new());

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>Of each label that has no list of its own.</summary>
    public int MaxValues { get; }

    /// <summary>How many are told apart.</summary>
    public int Subscriptions { get; }

    /// <param name="definition">Null: the default.</param>
    public static MetricsPlan Of(MetricsDefinition? definition) => definition is null ? Default : new(definition);

    /// <param name="Source">Whose value it is.</param>
    /// <param name="Values">The only ones; null: the first that come.</param>
    internal sealed record Dimension(string Name, CallSource Source, IReadOnlyDictionary<string, string>? Values);
}
