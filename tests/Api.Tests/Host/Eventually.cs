namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>What comes to be beside a call, without an event to wait for.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, CancellationToken cancellation) => TrueAsync(() => Task.FromResult(condition()), cancellation);

    public static async Task TrueAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
