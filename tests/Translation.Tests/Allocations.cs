namespace Orleans.Gateway.Translation.Tests;

/// <summary>
/// What a piece of work allocates when nothing disturbs it. Other tests run at the same time, and a collection that one of them causes empties
/// the shared pools of arrays, which can only add: so the least of several rounds counts.
/// </summary>
internal static class Allocations
{
    private const int Rounds = 25;

    /// <returns>In bytes.</returns>
    public static long Least(Action work)
    {
        work();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
