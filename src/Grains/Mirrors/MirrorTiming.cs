namespace Orleans.Gateway.Grains.Mirrors;

internal static class MirrorTiming
{
    /// <summary>How often a mirror renews its subscription: what a lost push costs at most.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>How soon a renewal that failed is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
}
