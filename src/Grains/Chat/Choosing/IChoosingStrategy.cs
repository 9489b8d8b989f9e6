using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>Picks one target out of those of a priority. Keeps nothing itself; thread-safe as far as the random source is.</summary>
internal interface IChoosingStrategy
{
    /// <summary>As the document writes it.</summary>
    string Name { get; }

    /// <param name="candidates">Two at least, all with gates in the same state.</param>
    /// <returns>An index into the candidates.</returns>
    int Choose(TargetGroup group, ReadOnlySpan<Candidate> candidates, Random random);
}
