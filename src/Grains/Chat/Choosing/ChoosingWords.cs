using Orleans.Gateway.Grains.Catalog.Translations;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>Every choice among words that a document offers about the choice of targets. A new strategy is one line here.</summary>
internal static class ChoosingWords
{
    public static WordTable<IChoosingStrategy> Strategies { get; } = Named(
        new WeightedStrategy(),
        new LatencyStrategy(),
        new RoundRobinStrategy());

    public static WordTable<Affinity> Affinity { get; } = new(("promptCache", Choosing.Affinity.PromptCache));

    private static WordTable<IChoosingStrategy> Named(params IChoosingStrategy[] strategies) => new([.. strategies.Select(strategy => (strategy.Name, strategy))]);
}

internal enum Affinity
{
    None,

    /// <summary>Calls that begin with the same tools, instructions and first message.</summary>
    PromptCache,
}
