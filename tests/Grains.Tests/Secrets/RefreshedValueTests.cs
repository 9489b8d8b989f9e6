using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public sealed class RefreshedValueTests : IDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Expires = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<string>> _fetches = [];
    private readonly List<Exception> _failures = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly RefreshedValue _value;

    public RefreshedValueTests() => _value = new(
        async cancellation =>
        {
            var fetch = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_fetches)
            {
                _fetches.Add(fetch);
            }

            _begun.Release();
            return new(await fetch.Task.WaitAsync(cancellation), Refresh, Expires);
        },
        _time,
        _failures.Add);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_that_ask_at_once_wait_for_one_fetch()
    {
        var asked = Enumerable.Range(0, 20).Select(_ => GetAsync()).ToArray();
        await EndFetchAsync("one");

        Assert.All(await Task.WhenAll(asked), text => Assert.Equal("one", text));
        Assert.Single(_fetches);
    }

    [Fact]
    public async Task Until_it_is_due_it_is_read_from_memory()
    {
        await FillAsync("one");

        _time.Advance(Refresh - TimeSpan.FromSeconds(1));

        Assert.Equal("one", await GetAsync());
        Assert.Single(_fetches);
    }

    [Fact]
    public async Task When_it_is_due_calls_get_the_old_one_while_the_new_one_is_fetched()
    {
        await FillAsync("one");

        _time.Advance(Refresh);
        Assert.Equal("one", await GetAsync());
        await EndFetchAsync("two");
        await UntilAsync("two");

        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task A_failed_fetch_leaves_the_old_one_until_its_end_and_is_tried_again_after_a_pause()
    {
        await FillAsync("one");
        _time.Advance(Refresh);
        Assert.Equal("one", await GetAsync());
        await FailFetchAsync();

        Assert.Equal("one", await GetAsync());
        Assert.Equal(2, _fetches.Count); // within the pause

        _time.Advance(Expires);
        var next = GetAsync();
        await EndFetchAsync("three");
        Assert.Equal("three", await next);
        Assert.Single(_failures);
    }

    [Fact]
    public async Task Behind_its_end_there_is_none_when_the_source_is_down_and_nobody_waits_within_the_pause()
    {
        var first = GetAsync();
        await FailFetchAsync();

        Assert.Null(await first);
        Assert.Null(await GetAsync());
        Assert.Single(_fetches);

        _time.Advance(RefreshedValue.RetryAfterFailure);
        var next = GetAsync();
        await EndFetchAsync("one");
        Assert.Equal("one", await next);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_given_up()
    {
        var first = GetAsync();
        await _begun.WaitAsync(Cancellation);

        _time.Advance(RefreshedValue.FetchTimeout);

        Assert.Null(await first);
        Assert.Single(_failures);
    }

    [Fact]
    public async Task A_doubted_text_is_fetched_again_but_not_at_once_after_the_last_fetch()
    {
        await FillAsync("one");
        _value.Doubt();
        Assert.Single(_fetches);

        _time.Advance(RefreshedValue.RetryAfterFailure);
        _value.Doubt();
        _value.Doubt();
        await EndFetchAsync("two");
        await UntilAsync("two");

        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task A_text_that_is_doubted_while_its_source_is_down_is_not_fetched_again_within_the_pause()
    {
        await FillAsync("one");
        _time.Advance(Expires);
        var failed = GetAsync();
        await FailFetchAsync();
        Assert.Null(await failed);

        _value.Doubt();

        Assert.True(GetAsync() is { IsCompletedSuccessfully: true, Result: null }); // It would wait for a fetch.
        _time.Advance(RefreshedValue.RetryAfterFailure);
        _value.Doubt();
        await EndFetchAsync("two");
        await UntilAsync("two");
        Assert.Equal(3, _fetches.Count);
    }

    [Fact]
    public async Task Who_hangs_up_does_not_end_the_fetch_of_the_others()
    {
        using var gone = new CancellationTokenSource();
        var first = _value.GetAsync(gone.Token).AsTask();
        var second = GetAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        await EndFetchAsync("one");

        Assert.Equal("one", await second);
    }

    public void Dispose() => _begun.Dispose();

    private Task<string?> GetAsync() => _value.GetAsync(Cancellation).AsTask();

    private async Task FillAsync(string text)
    {
        var first = GetAsync();
        await EndFetchAsync(text);
        Assert.Equal(text, await first);
    }

    private async Task EndFetchAsync(string text)
    {
        await _begun.WaitAsync(Cancellation);
        _fetches[^1].SetResult(text);
    }

    private async Task FailFetchAsync()
    {
        await _begun.WaitAsync(Cancellation);
        _fetches[^1].SetException(new InvalidOperationException());
        while (_failures.Count == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>A fetch beside the calls ends at its own time.</summary>
    private async Task UntilAsync(string text)
    {
        while (await GetAsync() != text)
        {
            await Task.Yield();
        }
    }
}
