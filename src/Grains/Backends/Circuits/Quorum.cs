namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>
/// Whether what several silos have seen opens the circuit of the cluster. One node with a broken network must not take a backend from the
/// others: it takes two that have seen their share, or one that carries half of the traffic.
/// </summary>
internal static class Quorum
{
    /// <param name="silos">Those that have sent calls lately.</param>
    public static bool IsMet(CircuitRule rule, ReadOnlySpan<SiloTally> silos)
    {
        var (sum, calls, witnesses) = (default(RuleTally), 0, 0);
        foreach (var silo in silos)
        {
            sum += silo.Seen;
            calls += silo.Calls;
            witnesses += rule.IsMet(silo.Seen, silos.Length) ? 1 : 0;
        }

        if (witnesses >= 2 && rule.IsMet(sum))
        {
            return true;
        }

        foreach (var silo in silos)
        {
            if (rule.IsMet(silo.Seen) && silo.Calls * 2L >= calls)
            {
                return true;
            }
        }

        return false;
    }
}

/// <param name="Calls">Its traffic of late.</param>
/// <param name="Seen">What the rule has counted there.</param>
internal readonly record struct SiloTally(int Calls, RuleTally Seen);
