using System.Collections;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>The targets of one priority.</summary>
public sealed class TargetGroup : IReadOnlyList<TargetView>
{
    private readonly TargetView[] _targets;

    internal TargetGroup(TargetView[] targets) => (_targets, Turns) = (targets, new Turns(targets.Length));

    public int Count => _targets.Length;

    /// <summary>The one thing here that changes.</summary>
    internal Turns Turns { get; }

    public TargetView this[int index] => _targets[index];

    public IEnumerator<TargetView> GetEnumerator() => _targets.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
