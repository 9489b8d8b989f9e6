namespace Orleans.Gateway.Grains.Mirrors;

internal static class MirrorTiming
{
    /// <summary>How often a mirror renews its subscription: what a lost push costs at most.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>How soon a renewal that failed is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    /// <summary>For how long a mirror that was renewed counts as up to date: two renewals.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits for a renewal when its silo has been out of touch.</summary>
    public static readonly TimeSpan Admission = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an owner waits for its mirrors when it is asked whether all have a change.</summary>
    public static readonly TimeSpan Acknowledgement = TimeSpan.FromSeconds(2);

    /// <summary>How often it looks meanwhile whether the cluster has lost or gained a silo.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
}
