using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>The mirrors of three silos and the one owner of the catalog.</summary>
public sealed class ClusterMirrorsTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(services: true, silos: 3);
        var epoch = await _cluster.PublishAsync("a", "b");
        await _cluster.UntilAsync(() => _cluster.Silos.All(silo => silo.Mirror.Current.Epoch >= epoch), Cancellation);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience * 2)]
    public async Task Of_200_acknowledged_changes_each_is_seen_by_every_read_on_every_silo_that_starts_afterwards()
    {
        var alias = _cluster.Alias("llm/gpt");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var acknowledged = 0L;
        var readers = _cluster.Silos.Select(silo => Task.Run(
            async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));

                // No read may ever be behind what had been acknowledged before it. Not without a pause: the silos need the processors as well.
                while (!over.IsCancellationRequested && await timer.WaitForNextTickAsync(Cancellation))
                {
                    var known = Volatile.Read(ref acknowledged);
                    var read = silo.Mirror.Current.Epoch;
                    if (read < known)
                    {
                        return $"{silo.Name} served epoch {read} after {known} was acknowledged";
                    }
                }

                return null;
            },
            Cancellation)).ToArray();

        for (var change = 1; change <= 200; change++)
        {
            var backend = change % 2 == 0 ? "a" : "b";
            var written = await alias.PutAsync(new AliasDefinition { Targets = [new() { Backend = backend }] }, null);
            Assert.Empty((await _cluster.Catalog.AcknowledgedAsync(written.Epoch)).Laggards);
            Volatile.Write(ref acknowledged, written.Epoch);
            Assert.All(_cluster.Silos, silo =>
            {
                var seen = silo.Mirror.Current.Apis["llm"].Aliases["gpt"];
                Assert.Equal((written.Written.Version, backend), (seen.Version, Assert.Single(seen.Groups[0]).Backend.Id));
            });
        }

        await over.CancelAsync();
        Assert.All(await Task.WhenAll(readers), Assert.Null);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_silo_that_is_cut_off_is_named_then_serves_as_degraded_and_catches_up_when_it_is_back()
    {
        var cut = _cluster.Silos[1];
        _cluster.Cut(cut);
        var epoch = await _cluster.PublishAsync("c");

        Assert.Equal([cut.Name], (await WhileTimePassesAsync(_cluster.Catalog.AcknowledgedAsync(epoch))).Laggards);
        Assert.Equal(epoch - 1, cut.Mirror.Current.Epoch);

        await PassAsync(MirrorTiming.Fresh + MirrorTiming.Look);
        Assert.Equal([false, true, false], _cluster.Silos.Select(silo => silo.Mirror.Freshness.IsDegraded));
        Assert.Null(await WhileTimePassesAsync(cut.Mirror.Freshness.AdmitAsync().AsTask()));

        _cluster.Pushes.Heal();
        await _cluster.UntilAsync(() => cut.Mirror.Current.Epoch == epoch && !cut.Mirror.Freshness.IsDegraded, Cancellation);
        Assert.True((await _cluster.Catalog.AcknowledgedAsync(epoch)).IsComplete);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_silo_that_was_stopped_for_a_while_asks_before_it_admits_a_request()
    {
        var stopped = _cluster.Silos[2];
        _cluster.Pushes.Active = true;
        var epoch = await _cluster.PublishAsync("c");
        Assert.Equal(epoch - 1, stopped.Mirror.Current.Epoch);

        // Its timers have not fired; its clock has gone on.
        _cluster.Time.Advance(MirrorTiming.Fresh);
        Assert.Null(await stopped.Mirror.Freshness.AdmitAsync().AsTask().WaitAsync(Cancellation));

        Assert.Equal(epoch, stopped.Mirror.Current.Epoch);
        Assert.False(stopped.Mirror.Freshness.IsDegraded);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_silo_that_leaves_the_cluster_is_waited_for_no_longer()
    {
        var gone = _cluster.Silos[1];
        _cluster.Cut(gone);
        var epoch = await _cluster.PublishAsync("c");
        var waiting = _cluster.Catalog.AcknowledgedAsync(epoch);

        await _cluster.StopAsync(gone);

        Assert.Empty((await EventuallyAcknowledgedAsync(waiting, epoch)).Laggards);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Mirrors_renew_at_once_when_a_silo_has_gone_and_the_owner_was_on_it()
    {
        var owner = await _cluster.SiloOfAsync(_cluster.Catalog);
        await _cluster.StopAsync(owner);

        // The new owner knows no mirror, and no time passes that would bring their next renewals.
        var epoch = await _cluster.PublishAsync("c");

        Assert.Empty((await _cluster.Catalog.AcknowledgedAsync(epoch)).Laggards);
        Assert.All(_cluster.Silos.Where(silo => silo != owner), silo => Assert.Equal(epoch, silo.Mirror.Current.Epoch));
    }

    private async Task<Acknowledgement> EventuallyAcknowledgedAsync(Task<Acknowledgement> waiting, long epoch)
    {
        while (true)
        {
            try
            {
                if (await WhileTimePassesAsync(waiting) is { IsComplete: true } complete)
                {
                    return complete;
                }
            }
            catch (Exception gone) when (gone is SiloUnavailableException or TimeoutException)
            {
                // It was asked by way of the silo that leaves, or its answer left with that silo.
            }

            waiting = _cluster.Catalog.AcknowledgedAsync(epoch);
        }
    }

    private async Task<T> WhileTimePassesAsync<T>(Task<T> waiting)
    {
        while (!waiting.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            await _cluster.Catalog.GetAsync();
            _cluster.Time.Advance(MirrorTiming.Admission / 4);
        }

        return await waiting;
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += MirrorTiming.Look)
        {
            _cluster.Time.Advance(MirrorTiming.Look);
            await _cluster.Catalog.GetAsync();
        }

        await _cluster.UntilAsync(() => _cluster.Silos.Count(silo => !silo.Mirror.Freshness.IsDegraded) == 2, Cancellation);
    }
}
