namespace Orleans.Gateway.Contracts.Usage;

/// <summary>Sums of counts: one that would be too large stays at the largest there is, and never begins anew below 0.</summary>
public static class Sum
{
    public static long Of(long a, long b) => b > 0 && a > long.MaxValue - b ? long.MaxValue : a + b;
}
