namespace Orleans.Gateway.Translation.Tests;

/// <summary>
/// What a piece of work allocates when nothing disturbs it. Other tests run at the same time, and a collection that one of them causes empties
/// the shared pools of arrays, and ends the room that this thread was given to allocate in; both can only add. So the work is short, and the least of many rounds counts.
/// </summary>
internal static class Allocations
{
    private const int Rounds = 400;

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
