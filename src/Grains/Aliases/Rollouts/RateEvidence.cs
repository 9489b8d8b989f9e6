namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>
/// Evidence that one rate is above another by more than a margin: a mixture sequential probability ratio test. Its ratio is a martingale when
/// the rates are what they are held to be, so it exceeds 1/α with a chance of at most α however often it is looked at (Ville's inequality), for
/// any number of calls and however small the rates; no bell curve is assumed.
/// </summary>
/// <remarks>
/// Of each arm: the likelihood of what was seen, averaged over all rates (Jeffreys' prior), over that of one rate. The product of both is taken
/// at the pair of rates that explains everything best without the first being too high; that is at the edge, where the first is the second plus
/// the margin, and there the logarithm is convex in the rate.
/// </remarks>
internal static class RateEvidence
{
    private const double Precision = 1e-7;

    /// <summary>The natural logarithm of the ratio; 0 or less while nothing speaks against the first.</summary>
    /// <param name="hits">Of the first arm, out of <paramref name="calls"/>.</param>
    public static double Of(long hits, long calls, long otherHits, long otherCalls, double margin)
    {
        if (calls == 0 || otherCalls == 0 || (double)hits / calls <= ((double)otherHits / otherCalls) + margin)
        {
            return 0;
        }

        var (low, high) = (0.0, 1 - margin);
        while (high - low > Precision)
        {
            var (left, right) = (low + ((high - low) / 3), high - ((high - low) / 3));
            if (At(left) < At(right))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return Mixture(hits, calls) + Mixture(otherHits, otherCalls) + At((low + high) / 2);

        double At(double rate) => -Likelihood(hits, calls, rate + margin) - Likelihood(otherHits, otherCalls, rate);
    }

    private static double Mixture(long hits, long calls) =>
        LogGamma(hits + 0.5) + LogGamma(calls - hits + 0.5) - LogGamma(calls + 1) - Math.Log(Math.PI);

    private static double Likelihood(long hits, long calls, double rate) => Part(hits, rate) + Part(calls - hits, 1 - rate);

    private static double Part(long count, double rate) => count == 0 ? 0 : count * Math.Log(Math.Max(rate, 0));

    /// <summary>Stirling's series, from 8 on; below, by the recurrence.</summary>
    private static double LogGamma(double x)
    {
        var below = 0.0;
        for (; x < 8; x++)
        {
            below += Math.Log(x);
        }

        var inverse = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + ((1.0 / 12 - (inverse * (1.0 / 360 - (inverse / 1260)))) / x) - below;
    }
}
