using Orleans.Gateway.Compare.Calls;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Lanes;

internal enum Pace
{
    /// <summary>As many calls as are answered, so many at once.</summary>
    Closed,

    /// <summary>So many streams at once, one turn after another.</summary>
    Turns,

    /// <summary>One call at a time.</summary>
    Single,

    /// <summary>So many calls in a second, whether they are answered or not.</summary>
    Open,
}

/// <summary>One kind of load, and the lanes that take turns under it.</summary>
/// <param name="Mode">How the mock answers.</param>
/// <param name="BodyBytes">Of a request.</param>
internal sealed record Scenario(string Id, string Title, Pace Pace, string Mode, int BodyBytes, IReadOnlyList<(string Peer, string Format)> Lanes)
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";

    private static readonly string[] Everybody = [PeerNames.Direct, PeerNames.Nginx, PeerNames.Bare, PeerNames.Yarp, PeerNames.UntunedYarp, PeerNames.Portkey, PeerNames.Gateway, PeerNames.Remote];
    private static readonly string[] Translators = [PeerNames.Portkey, PeerNames.Gateway, PeerNames.Remote];

    public static readonly Scenario Small = new(
        "small", "A whole answer, request of 2 KB", Pace.Closed, Mock.Whole, Bodies.Small, With(PeerNames.Unlimited, PeerNames.Counted, PeerNames.Unmetered));

    public static readonly Scenario Large = new("large", "A whole answer, request of 100 KB", Pace.Closed, Mock.Whole, Bodies.Large, With(PeerNames.Counted));

    public static readonly Scenario Burst = new("burst", "A stream of 200 chunks, unpaced", Pace.Closed, Mock.Burst, Bodies.Small, With());

    public static readonly Scenario Paced = new("paced", "A stream of 200 chunks, one every 5 ms", Pace.Turns, Mock.Paced, Bodies.Small, With(PeerNames.Unmetered));

    public static readonly Scenario Single = new("single", "A whole answer, one call at a time, request of 2 KB", Pace.Single, Mock.Whole, Bodies.Small, With());

    public static readonly Scenario Latency = new("latency", "A whole answer at low load, request of 2 KB", Pace.Open, Mock.Whole, Bodies.Small, With());

    public static readonly Scenario Nodes = new(
        "nodes", "One, two and three equal nodes, request of 2 KB", Pace.Closed, Mock.Whole, Bodies.Small, [.. PeerNames.Clusters.Append(PeerNames.Yarp).Concat(PeerNames.Yarps).Select(name => (name, OpenAi))]);

    public static IReadOnlyList<Scenario> All { get; } = [Small, Large, Burst, Paced, Single, Latency, Nodes];

    /// <summary>How long calls take is what it is about.</summary>
    public bool IsTimed => Pace is Pace.Single or Pace.Open;

    public bool IsStream => Mode != Mock.Whole;

    /// <summary>What a figure is divided by, for each call.</summary>
    public int UnitsOfCall => IsStream ? Mock.Chunks : 1;

    public string Unit => IsStream ? "chunk" : "request";

    private static IReadOnlyList<(string Peer, string Format)> With(params string[] variants) =>
        [.. Everybody.Concat(variants).Select(peer => (peer, OpenAi)), .. Translators.Select(peer => (peer, Anthropic))];
}
