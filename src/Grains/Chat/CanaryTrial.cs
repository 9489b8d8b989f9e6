using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// What one call is worth for the comparison of a rollout: the outcome of its first attempt, for the arm that it fell to. All failures count,
/// also those that a client may have caused: clients are on both arms alike, and what only the canary refuses is its own. That it has had as much
/// as it may have at the moment is no failure, and says nothing. Not to be copied.
/// </summary>
internal struct CanaryTrial
{
    private readonly RolloutView? _rollout;
    private readonly RolloutMetrics _metrics;
    private bool _isCounted;
    private bool _wasFull;

    private CanaryTrial(RolloutView? rollout, bool takes, RolloutMetrics metrics) =>
        (_rollout, _metrics, Canary) = (rollout, metrics, takes ? rollout?.Canary : null);

    /// <summary>Null: the call is one of the rest, or there is no rollout.</summary>
    public TargetView? Canary { get; }

    public static CanaryTrial Of(RolloutView? rollout, CallRequest request, RolloutMetrics metrics) =>
        Of(rollout, rollout is not null && rollout.Takes(request), metrics);

    /// <param name="takes">Whether the call is one of the canary's.</param>
    internal static CanaryTrial Of(RolloutView? rollout, bool takes, RolloutMetrics metrics) => new(rollout, takes, metrics);

    /// <summary>The backend that was picked is at a limit of its own, or as many calls are out at it as may be.</summary>
    public void Full(BackendView backend) => _wasFull |= ReferenceEquals(backend, Canary?.Backend);

    /// <summary>
    /// An attempt is about to begin. A canary that was passed over, since its circuit lets no call out, has failed this one; one that is full is not
    /// counted.
    /// </summary>
    public void Begins(BackendView backend)
    {
        if (Canary is null || ReferenceEquals(backend, Canary.Backend))
        {
            return;
        }

        if (_wasFull)
        {
            _isCounted = true;
        }

        Count(failed: true, null);
    }

    public void Ended(AttemptResult result)
    {
        if (result.Abandoned)
        {
            _isCounted = true;
        }

        Count(result.Failure is not null, result.FirstContent);
    }

    /// <summary>The call cannot be said in the backend's format.</summary>
    /// <returns>The failure that takes its place: the rest may be able to. Null: it was the rest.</returns>
    public ProviderFailure? Refused(BackendView backend, RequestRejectedException rejected)
    {
        Count(failed: true, null);
        return ReferenceEquals(backend, Canary?.Backend)
            ? new ProviderFailure(FailureKind.Rejected, rejected.Message) { Param = rejected.Param, Code = rejected.Code }
            : null;
    }

    private void Count(bool failed, TimeSpan? firstContent)
    {
        if (_rollout is null || _isCounted)
        {
            return;
        }

        _isCounted = true;
        _rollout.Tally.Count(Canary is not null, failed, firstContent);
        _metrics.Counted(_rollout, Canary is not null, failed);
    }
}
