using System.Diagnostics;

namespace Orleans.Gateway.Cost;

internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks until the answer is yes; a refused connection is a no.</summary>
    public static async Task UntilAsync(Func<Task<bool>> ask)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Longest)
        {
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

        throw new TimeoutException("A process did not answer within 60 seconds.");
    }
}
