using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>What an alias says about the choice of its targets, compiled.</summary>
internal sealed record RoutingPlan(IChoosingStrategy Strategy, Affinity Affinity, int MaxAttempts, bool Panic)
{
    public static RoutingPlan Default { get; } = Of(new RoutingDefinition());

    /// <exception cref="ArgumentException">It holds a word that this version does not know.</exception>
    public static RoutingPlan Of(RoutingDefinition definition) => new(
        ChoosingWords.Strategies[definition.Strategy],
        definition.Affinity is { } affinity ? ChoosingWords.Affinity[affinity] : Affinity.None,
        definition.MaxAttempts,
        definition.Panic);
}
