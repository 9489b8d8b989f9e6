using System.Runtime.CompilerServices;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>How long a test waits for what has to happen: a machine may be slow, but what never comes must not keep the run.</summary>
internal static class Patience
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly ConditionalWeakTable<object, CancellationTokenSource> Tests = [];

    /// <summary>The token of the running test, which also runs out by itself.</summary>
    public static CancellationToken Token => Tests.GetValue(TestContext.Current.Test!, static _ =>
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Long);
        return source;
    }).Token;
}
