using Xunit.Sdk;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>For what is counted beside the path of a call, and has no event to wait for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Repeats assertions until they hold. What never holds fails, in its own words, when the test's patience is over.</summary>
    public static async Task HoldsAsync(Func<Task> assertions)
    {
        var cancellation = Patience.Token;
        using var timer = new PeriodicTimer(Pause);
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (XunitException) when (!cancellation.IsCancellationRequested)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }

    public static Task TrueAsync(Func<bool> condition, CancellationToken cancellation) => TrueAsync(() => Task.FromResult(condition()), cancellation);

    public static async Task TrueAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
