using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>A call as its client saw it. Times are timestamps of the system's clock.</summary>
/// <param name="Node">Whose connection it was on.</param>
/// <param name="Problem">What was wrong; null when nothing was.</param>
internal sealed record SeenCall(string Id, int Node, long Started, long Ended, ClientEnd End, string? Problem)
{
    public override string ToString() => $"{Id} on node {Node + 1}: {End}, {Problem}";
}

/// <summary>A time in which calls on a node may be lost, since it was killed or hung.</summary>
/// <param name="From">Calls that overlap it are excused.</param>
internal readonly record struct Disruption(int Node, string How, long From, long Until)
{
    public bool Excuses(SeenCall call) => call.Node == Node && call.Ended >= From && call.Started <= Until;
}
