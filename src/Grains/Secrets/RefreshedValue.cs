namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A text that is fetched from elsewhere, and how long it is good.</summary>
/// <param name="Refresh">After this time it is fetched again, beside the calls that still use it.</param>
/// <param name="Expires">After this time nobody uses it any more; null: it is used until there is a newer one.</param>
internal readonly record struct FetchedValue(string Text, TimeSpan Refresh, TimeSpan? Expires);

/// <summary>
/// Keeps a fetched text at hand. Calls get it from memory; it is fetched again ahead of its end, one fetch at a time, and a failed one is tried
/// again after <see cref="RetryAfterFailure"/> while the old text still serves. Thread-safe.
/// </summary>
/// <param name="failed">Told of a failed fetch, once for each.</param>
internal sealed class RefreshedValue(Func<CancellationToken, ValueTask<FetchedValue>> fetch, TimeProvider time, Action<Exception> failed)
{
    /// <summary>Neither hammers a source that is down nor leaves a call without a key for long once it is up again.</summary>
    public static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How long one fetch may take.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Held? _held;
    private Task<string?>? _fetching;
    private long _failedAt;
    private bool _hasFailed;

    /// <summary>The last fetch has failed a moment ago. Under the lock.</summary>
    private bool IsPausing => _hasFailed && time.GetElapsedTime(_failedAt) < RetryAfterFailure;

    /// <summary>Begins to fetch, so that the first call finds the text ready.</summary>
    public void Warm() => _ = GetAsync(CancellationToken.None).AsTask();

    /// <summary>The text; null when it cannot be had now. Waits only while there is none that is still good.</summary>
    public ValueTask<string?> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _held) is not { } held || !IsGood(held, out var isDue))
        {
            return new(FetchAsync().WaitAsync(cancellation));
        }

        if (isDue)
        {
            _ = FetchAsync();
        }

        return new(held.Text);
    }

    /// <summary>The text may not be the right one any more: it is fetched again, not more often than after failures. Calls use it meanwhile.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            if (_held is { } held && _fetching is null && !IsPausing && time.GetElapsedTime(held.Since) >= RetryAfterFailure)
            {
                _fetching = Task.Run(FetchOnceAsync);
            }
        }
    }

    private bool IsGood(Held held, out bool isDue)
    {
        var age = time.GetElapsedTime(held.Since);
        isDue = age >= held.Refresh;
        return held.Expires is not { } end || age < end;
    }

    private Task<string?> FetchAsync()
    {
        lock (_gate)
        {
            if (_fetching is { } running)
            {
                return running;
            }

            if (IsPausing)
            {
                return Task.FromResult(_held is { } held && IsGood(held, out _) ? held.Text : null);
            }

            // On the pool: whoever asks first must not do the work of an SDK that is synchronous in part, nor hold the lock for it.
            return _fetching = Task.Run(FetchOnceAsync);
        }
    }

    private async Task<string?> FetchOnceAsync()
    {
        var since = time.GetTimestamp();
        try
        {
            using var limit = new CancellationTokenSource(FetchTimeout, time);
            var fetched = await fetch(limit.Token).ConfigureAwait(false);
            return Settle(new Held(fetched.Text, since, fetched.Refresh, fetched.Expires));
        }
        catch (Exception error)
        {
            failed(error);
            return Settle(null);
        }
    }

    private string? Settle(Held? fetched)
    {
        lock (_gate)
        {
            _fetching = null;
            (_hasFailed, _failedAt) = (fetched is null, time.GetTimestamp());
            if (fetched is not null)
            {
                Volatile.Write(ref _held, fetched);
            }

            return _held is { } held && IsGood(held, out _) ? held.Text : null;
        }
    }

    private sealed record Held(string Text, long Since, TimeSpan Refresh, TimeSpan? Expires);
}
