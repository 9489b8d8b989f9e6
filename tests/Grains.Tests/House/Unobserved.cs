using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Gateway.Grains.Tests.House;

/// <summary>Finds tasks whose failure nobody has looked at, which a process may be told of long afterwards.</summary>
internal static class Unobserved
{
    /// <summary>Runs this, lets go of everything, and looks whether somebody has let go of that failure without a look at it.</summary>
    public static async Task<bool> IsLeftByAsync(string failure, Func<Task> run)
    {
        var left = new ConcurrentQueue<string>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs unobserved) => left.Enqueue(unobserved.Exception.ToString());
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await LetGoAsync(run);
            for (var round = 0; round < 3; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return left.Any(told => told.Contains(failure, StringComparison.Ordinal));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    // In a method of its own: what this one holds is gone afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LetGoAsync(Func<Task> run)
    {
        await run();
        await Task.Yield();
    }
}
