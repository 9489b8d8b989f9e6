using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>One after the other, as often as the weights say, and evenly spread. Starts anew with every change of the catalog.</summary>
internal sealed class RoundRobinStrategy : IChoosingStrategy
{
    public string Name => "roundRobin";

    public int Choose(TargetGroup group, ReadOnlySpan<Candidate> candidates, Random random) => group.Turns.Next(candidates);
}
