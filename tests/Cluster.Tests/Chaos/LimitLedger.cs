using System.Globalization;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>What a limit let through, counted twice: by the nodes, in the metrics that they export, and by the provider.</summary>
/// <param name="tokens">Of a call, by its size: as the provider counts them.</param>
/// <param name="ledger">What is in it already does not count.</param>
internal sealed class LimitLedger(IReadOnlyDictionary<int, long> tokens, CallLedger ledger)
{
    private readonly int _before = ledger.Entries.Count;
    private long _dead;

    /// <summary>Tokens of a call.</summary>
    public double Mean { get; } = tokens.Values.Average();

    /// <summary>In the metrics of the nodes that are up, and of those that are not any more as they last were.</summary>
    public async Task<long> ExportedAsync(IEnumerable<Node> nodes, CancellationToken cancellation)
    {
        var values = await Task.WhenAll(nodes.Select(node => SpentAsync(node, cancellation)));
        return values.Sum() + _dead;
    }

    /// <summary>Remembers what a node has told, which is about to be killed.</summary>
    public async Task BuryAsync(Node node, CancellationToken cancellation) => _dead += await SpentAsync(node, cancellation);

    /// <summary>Spent while the owner of a counter was out of reach, in the metrics of these nodes.</summary>
    public static async Task<long> AloneAsync(IEnumerable<Node> nodes, CancellationToken cancellation) =>
        (await Task.WhenAll(nodes.Select(node => ValueAsync(node, "gateway_limits_unowned", cancellation)))).Sum();

    /// <summary>Tokens of answers that the provider gave.</summary>
    public long Given() => Begun(entry => entry.IsAnswered);

    /// <summary>Tokens of calls that reached the provider, if answered.</summary>
    public long Begun(Func<LedgerEntry, bool> which) => Calls().Where(which).Sum(entry => tokens[GreedyLoad.SizeOf(entry)]);

    /// <summary>By how much the estimates of calls in flight can have been off at most: each of them by a whole answer, which is half of a call.</summary>
    /// <param name="since">What was off before was made up for.</param>
    public long MostOff(DateTimeOffset since)
    {
        var (inFlight, most) = (0, 0);
        foreach (var (at, change) in Calls().SelectMany(entry => new[] { (entry.StartedAt, 1), (entry.EndedAt ?? DateTimeOffset.MaxValue, -1) }).Order())
        {
            inFlight += change;
            most = at < since ? inFlight : Math.Max(most, inFlight);
        }

        return most * tokens.Values.Max() / 2;
    }

    private IEnumerable<LedgerEntry> Calls() => ledger.Entries.Skip(_before);

    private static Task<long> SpentAsync(Node node, CancellationToken cancellation) => ValueAsync(node, "gateway_limits_spent", cancellation);

    private static async Task<long> ValueAsync(Node node, string name, CancellationToken cancellation) =>
        (await node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellation)).Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains("gateway_limit_kind=\"tokens\"", StringComparison.Ordinal))
            .Sum(line => (long)double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
