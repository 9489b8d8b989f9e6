using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>
/// The rollout: asks the rules, and publishes what they say as the next version. Where it stands is what the catalog has published, so a step
/// that was written and not published is decided anew, and none is taken twice.
/// </summary>
internal sealed partial class AliasGrain
{
    private RolloutEvidence _evidence = new();
    private RolloutEvidence? _saved;

    public async Task<Published<AliasDefinition>?> PutRolloutAsync(RolloutDefinition rollout, long? expected, ChangeNote note)
    {
        var catalog = await Catalog.GetAsync();
        if (Published(catalog) is not { } published)
        {
            return null;
        }

        if (RolloutMistakes.Of(rollout, published.Value, catalog) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        var begun = AliasRules.Next(published, published.Value, expected, _last).Version;
        var begins = rollout with { Begun = begun, At = 0, Since = time.GetUtcNow() };
        var done = await PublishAsync(published.Value with { Rollout = begins }, expected, note, restoredFrom: null);
        logger.RolloutBegun(Key, rollout.Backend, begins.Step.Percent);
        return done;
    }

    public async Task<Published<AliasDefinition>?> EndRolloutAsync(bool promote, long? expected, ChangeNote note)
    {
        if (Published(await Catalog.GetAsync())?.Value is not { Rollout: { } rollout } alias)
        {
            return null;
        }

        var done = await PublishAsync(promote ? RolloutRules.Promoted(alias) : alias with { Rollout = null }, expected, note, restoredFrom: null);
        logger.RolloutEnded(Key, rollout.Backend, rollout.Step.Percent, promote);
        return done;
    }

    public async Task<RolloutStatus?> RolloutAsync()
    {
        if (Published(await Catalog.GetAsync()) is not { Value.Rollout: { } rollout } published)
        {
            return null;
        }

        var (canary, rest) = Seen(rollout);
        return new(published.Version, rollout, canary, rest, RolloutRules.Decide(rollout, canary, rest, time.GetUtcNow()).Why)
        {
            CanaryMedian = Median(canary),
            RestMedian = Median(rest),
        };
    }

    public Task ReportRolloutAsync(RolloutReport report)
    {
        _evidence = _evidence.With(report);
        return Task.CompletedTask;
    }

    public async Task TendAsync()
    {
        if (Published(await Catalog.GetAsync()) is not { Value.Rollout: { } rollout } published)
        {
            return;
        }

        var (canary, rest) = Seen(rollout);
        var (move, why) = RolloutRules.Decide(rollout, canary, rest, time.GetUtcNow());
        if (move is RolloutMove.Wait)
        {
            await SaveEvidenceAsync();
            return;
        }

        var next = move switch
        {
            RolloutMove.Advance => published.Value with { Rollout = rollout with { At = rollout.At + 1, Since = time.GetUtcNow() } },
            RolloutMove.Finish => RolloutRules.Promoted(published.Value),
            _ => published.Value with { Rollout = null },
        };
        await PublishAsync(next, published.Version, ChangeNote.Rollout(why), restoredFrom: null);
        if (next.Rollout is { } on)
        {
            _evidence = _evidence.To(on.Begun, on.At);
            logger.RolloutAdvanced(Key, rollout.Backend, on.Step.Percent);
        }
        else
        {
            logger.RolloutEnded(Key, rollout.Backend, rollout.Step.Percent, move is RolloutMove.Finish);
        }
    }

    /// <summary>On the grain's own timer: the silo that is to wake it may be the one that has just stopped.</summary>
    private async Task TendOwnAsync(CancellationToken cancellation)
    {
        if (_current?.Value.Rollout is null && _evidence.Begun == 0)
        {
            return;
        }

        try
        {
            await TendAsync();
        }
        catch (Exception error)
        {
            logger.AliasNotTended(Key, error.GetType().Name);
        }
    }

    /// <summary>What was seen of the step that is published.</summary>
    private (ArmCounts Canary, ArmCounts Others) Seen(RolloutDefinition rollout)
    {
        _evidence = _evidence.To(rollout.Begun, rollout.At);
        return (_evidence.Canary, _evidence.RestOf(rollout));
    }

    /// <summary>What a crash can lose of the evidence is what came since the last time; the silos that live tell it again.</summary>
    private async Task SaveEvidenceAsync()
    {
        if (ReferenceEquals(_evidence, _saved))
        {
            return;
        }

        var evidence = _evidence;
        await state.WriteAsync(new AliasState { Current = state.State.Current, IsRemoved = state.State.IsRemoved, History = state.State.History, Rollout = evidence });
        _saved = evidence;
    }

    private static TimeSpan? Median(ArmCounts arm) => LatencyEvidence.Median(arm) is { } at ? LatencyHistogram.EndOf(at) : null;
}
