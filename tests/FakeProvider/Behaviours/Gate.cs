namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>Holds calls at a point until a test lets them on: what a sleep would only guess at.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first call has arrived here.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets everything through, now and later.</summary>
    public void Release() => _released.TrySetResult();

    internal Task PassAsync(CancellationToken cancellation)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancellation);
    }
}
