using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Tests.Values;

public class LivePageTests
{
    [Fact]
    public async Task A_page_that_is_left_before_it_is_filled_leaves_nothing_behind()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> hear = (_, left) =>
        {
            // Those of other tests are theirs.
            if (left.Exception.InnerException is ObjectDisposedException { StackTrace: { } trace } error && trace.Contains(nameof(LivePage), StringComparison.Ordinal))
            {
                unobserved.Add(error);
            }
        };
        TaskScheduler.UnobservedTaskException += hear;
        try
        {
            await LeaveEarlyAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= hear;
        }

        Assert.Empty(unobserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LeaveEarlyAsync()
    {
        var answer = new TaskCompletionSource();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(new FakeTimeProvider()).AddSingleton(answer).BuildServiceProvider();
        Task begun = Task.CompletedTask;
        await using (var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance))
        {
            await renderer.Dispatcher.InvokeAsync(() => { begun = renderer.BeginRenderingComponent<SlowPage>().QuiescenceTask; });
        }

        answer.SetResult();
        await begun.WaitAsync(TestContext.Current.CancellationToken);
    }

    private sealed class SlowPage(TaskCompletionSource answer) : LivePage
    {
        protected override Task RefreshAsync(bool isBackground) => answer.Task;
    }
}
