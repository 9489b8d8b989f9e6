using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Tests.Mirrors;

public class FreshnessTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private Freshness Of(TimeSpan? limit = null) => new(_time, Options.Create(new MirrorOptions { MaxStaleness = limit }));

    [Fact]
    public async Task What_was_renewed_admits_without_asking_for_10_seconds()
    {
        var (freshness, asked) = (Of(), 0);
        freshness.Follow(() => Task.FromResult(++asked < 0));
        freshness.Renewed(_time.GetTimestamp());

        _time.Advance(TimeSpan.FromSeconds(9.9));

        Assert.True(freshness.Admits(_time.GetTimestamp()));
        Assert.Null(await freshness.AdmitAsync());
        Assert.Equal((0, false), (asked, freshness.IsDegraded));
    }

    [Fact]
    public async Task After_10_seconds_a_request_waits_for_the_owner_and_goes_on_with_its_answer()
    {
        var (freshness, answer) = (Of(), new TaskCompletionSource<bool>());
        freshness.Follow(() => answer.Task);
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));

        var admission = freshness.AdmitAsync().AsTask();
        Assert.False(admission.IsCompleted);
        freshness.Renewed(_time.GetTimestamp());
        answer.SetResult(true);

        Assert.Null(await admission);
        Assert.False(freshness.IsDegraded);
    }

    [Fact]
    public async Task Without_an_answer_it_goes_on_as_degraded_after_200_milliseconds_and_those_behind_it_do_not_wait()
    {
        var freshness = Of();
        var asked = new SemaphoreSlim(0);
        freshness.Follow(() =>
        {
            asked.Release();
            return new TaskCompletionSource<bool>().Task;
        });
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));
        var (first, second) = (freshness.AdmitAsync().AsTask(), freshness.AdmitAsync().AsTask());
        await asked.WaitAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await first);
        Assert.Null(await second);
        Assert.True(freshness.IsDegraded);
        Assert.True(freshness.Admits(_time.GetTimestamp()));
        Assert.Equal(0, asked.CurrentCount);
    }

    [Fact]
    public async Task The_owner_is_not_asked_in_the_turn_of_the_grain_that_comes_first()
    {
        var freshness = Of();
        var asked = new TaskCompletionSource<TaskScheduler>(TaskCreationOptions.RunContinuationsAsynchronously);
        freshness.Follow(() =>
        {
            asked.SetResult(TaskScheduler.Current);
            return Task.FromResult(true);
        });
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        await Task.Factory.StartNew(() => freshness.AdmitAsync().AsTask(), TestContext.Current.CancellationToken, TaskCreationOptions.None, grain).Unwrap();

        Assert.Same(TaskScheduler.Default, await asked.Task);
    }

    [Fact]
    public async Task Nobody_waits_while_it_is_asked()
    {
        var freshness = Of();
        var isFree = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        freshness.Follow(() =>
        {
            var other = new Thread(() => _ = freshness.Age);
            other.Start();
            isFree.SetResult(other.Join(TimeSpan.FromSeconds(10)));
            return Task.FromResult(true);
        });
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));

        await freshness.AdmitAsync();

        Assert.True(await isFree.Task);
    }

    [Fact]
    public void A_renewal_that_failed_in_the_background_spares_requests_the_wait()
    {
        var freshness = Of();
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(freshness.Admits(_time.GetTimestamp()));

        freshness.NotRenewed(_time.GetTimestamp());

        Assert.True(freshness.Admits(_time.GetTimestamp()));
    }

    [Fact]
    public void A_renewal_from_before_a_stop_that_fails_after_it_says_nothing_about_now()
    {
        var freshness = Of();
        freshness.Renewed(_time.GetTimestamp());
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(1));

        freshness.NotRenewed(asked);

        Assert.False(freshness.Admits(_time.GetTimestamp()));
    }

    [Fact]
    public void An_answer_counts_from_when_it_was_asked_for()
    {
        var freshness = Of();
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(1)); // the process was stopped while the answer was on its way

        freshness.Renewed(asked);

        Assert.Equal((TimeSpan.FromMinutes(1), true), (freshness.Age, freshness.IsDegraded));
        Assert.False(freshness.Admits(_time.GetTimestamp()));
    }

    [Fact]
    public async Task Beyond_the_limit_requests_are_refused_until_a_renewal_comes_through()
    {
        var freshness = Of(TimeSpan.FromSeconds(15));
        freshness.Follow(() => Task.FromResult(false));
        freshness.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.Null(await freshness.AdmitAsync());
        Assert.False(freshness.IsTooOld);

        _time.Advance(TimeSpan.FromSeconds(1.5));

        var error = await freshness.AdmitAsync();
        Assert.Equal((503, "stale_configuration"), (error!.Status, error.Code));
        Assert.True(freshness.IsTooOld);
        freshness.Renewed(_time.GetTimestamp());
        Assert.Null(await freshness.AdmitAsync());
        Assert.False(freshness.IsTooOld);
    }

    [Theory]
    [InlineData(1, true, 0)]
    [InlineData(60, true, 0)]
    [InlineData(7200, true, 503)]
    public async Task What_comes_from_the_disk_is_degraded_from_the_beginning_and_as_old_as_it_is(int age, bool degraded, int status)
    {
        var freshness = Of(TimeSpan.FromHours(1));

        freshness.Loaded(TimeSpan.FromSeconds(age));

        Assert.Equal(degraded, freshness.IsDegraded);
        Assert.Equal(status, (await freshness.AdmitAsync())?.Status ?? 0);
    }

    [Fact]
    public async Task Where_nothing_is_served_yet_nothing_is_out_of_date()
    {
        var freshness = Of(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await freshness.AdmitAsync());
        Assert.Equal((false, false, null), (freshness.IsDegraded, freshness.IsTooOld, freshness.Age));
    }
}
