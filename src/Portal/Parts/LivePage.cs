using Microsoft.AspNetCore.Components;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>A page that refreshes itself while it is open.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _left;

    // Taken now: a page may be left while it is filled for the first time, and its source is gone by then.
    protected LivePage() => _left = _closed.Token;

    [Inject] private TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How long between two refreshes.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromSeconds(2);

    /// <param name="isBackground">False for the first time, which somebody has asked for.</param>
    protected abstract Task RefreshAsync(bool isBackground);

    protected override async Task OnInitializedAsync()
    {
        await RefreshAsync(isBackground: false);
        _ = InvokeAsync(LoopAsync);
    }

    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }
    }

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left))
            {
                await RefreshAsync(isBackground: true);
                if (_left.IsCancellationRequested)
                {
                    return;
                }

                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception error) when (!_left.IsCancellationRequested)
        {
            await DispatchExceptionAsync(error);
        }
    }
}
