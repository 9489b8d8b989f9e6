using System.Diagnostics;

namespace Orleans.Gateway.Harness;

internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks until the answer is yes; a refused connection is a no.</summary>
    /// <param name="process">Whose end ends the waiting too; null: that of nobody.</param>
    /// <exception cref="TimeoutException">It was no for 60 seconds.</exception>
    public static async Task UntilAsync(Func<Task<bool>> ask, ChildProcess? process = null)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Longest)
        {
            process?.ThrowIfEnded();
            try
            {
                if (await ask())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException($"{process?.Name ?? "A process"} did not answer within 60 seconds.");
    }
}
