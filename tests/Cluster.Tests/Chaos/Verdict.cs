using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>Both ledgers held against each other.</summary>
internal static class Verdict
{
    /// <summary>Every call was answered, unless its connection was on a node that was disrupted then; and no answer was given twice, or to nobody.</summary>
    public static void Hold(IReadOnlyList<SeenCall> seen, IReadOnlyList<LedgerEntry> attempts, IReadOnlyCollection<Disruption> disruptions)
    {
        var lost = seen.Where(call => call.End is not ClientEnd.Whole).ToList();
        var excused = lost.Where(call => disruptions.Any(disruption => disruption.Excuses(call))).ToHashSet();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seen.Count} calls, {seen.Count - lost.Count} answered, {excused.Count} lost with their node, {lost.Count - excused.Count} lost otherwise; {disruptions.Count} disruptions.");

        Assert.Equal([], lost.Where(call => !excused.Contains(call)));
        // For the node, whoever was on a connection that died with it has left.
        var clients = seen.ToDictionary(call => call.Id, call => call.End is ClientEnd.Broken && excused.Contains(call) ? ClientEnd.Left : call.End);
        Assert.Empty(Reckoning.Of(attempts.Where(attempt => clients.ContainsKey(SteadyLoad.CallOf(attempt))), clients, SteadyLoad.CallOf));
    }
}
