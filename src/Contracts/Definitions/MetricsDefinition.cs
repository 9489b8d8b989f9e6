namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What the metrics of tokens and money are told apart by, beside the names of the configuration.</summary>
[GenerateSerializer, Immutable, Alias("gateway.MetricsDefinition")]
public sealed record MetricsDefinition
{
    /// <summary>The name of a label to where its value comes from, <c>header:NAME</c> or <c>claim:NAME</c>. At most 5.</summary>
    [Id(0)] public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>The only values that a label has, by its name; others are <c>other</c>. A label that is not named here takes the first <see cref="MaxValues"/>.</summary>
    [Id(1)] public IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How many values a label takes in one process; later ones are <c>other</c>.</summary>
    /// <value>Default 100; from 1 to 1,000.</value>
    [Id(2)] public int MaxValues { get; init; } = 100;

    /// <summary>How many subscriptions are told apart in one process; the rest are <c>other</c>. 0: none is.</summary>
    /// <value>Default 100; from 0 to 10,000.</value>
    [Id(3)] public int Subscriptions { get; init; } = 100;
}
