using System.Runtime.CompilerServices;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>How long a test waits for what has to happen: a machine may be slow, but what never comes must not keep the run.</summary>
internal static class Patience
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly ConditionalWeakTable<object, CancellationTokenSource> Tests = [];

    /// <summary>The token of the running test, which also runs out by itself.</summary>
    public static CancellationToken Token => Tests.GetValue(TestContext.Current.Test!, static _ => Source()).Token;

    /// <summary>For what comes before or after a test.</summary>
    public static CancellationTokenSource Source()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Long);
        return source;
    }

    /// <summary>Asks again and again, for what has no event to wait for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
