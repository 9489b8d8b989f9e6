using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// The way of one call through the targets of its alias. The next one is picked only when the one before has failed, so that what the gates say
/// in that moment counts.
/// </summary>
/// <remarks>
/// Priorities in their order; within one, closed gates first and then half-open ones, picked by affinity or else by the alias' strategy; open
/// ones not at all. What has failed decides who may follow: <see cref="FailureTable"/>. The canary of a rollout is on trial: its attempt costs the
/// call none of its own, and whatever it says, the others are asked as if it had not been. Not thread-safe; to be kept in one place, not copied.
/// </remarks>
/// <param name="key">What calls to the same target have in common; null: nothing.</param>
/// <param name="canary">Tried before all others; null: the call is not one of a rollout's share.</param>
internal struct TargetRun(AliasView alias, ulong? key, Func<BackendView, GateReading> gates, Random random, TargetView? canary = null)
{
    /// <summary>A provider that wants to be left alone for longer is not asked again by the same call.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // One bit for each target: an alias has 100 at most.
    private UInt128 _tried;
    private BackendView? _last;
    private List<ProviderFailure>? _failures;
    private int _moreThan;
    private bool _isOver;
    private bool _canaryFailed;
    private bool _mayAskAgain;
    private BackendView? _worthWaitingFor;
    private TimeSpan? _refusedFor;
    private TimeSpan? _limitedFor;

    /// <summary>How many attempts have failed.</summary>
    public readonly int Attempts => _failures?.Count ?? 0;

    /// <summary>The same without the one at the canary.</summary>
    public readonly int OwnAttempts => Attempts - (_canaryFailed ? 1 : 0);

    /// <summary>How long to wait before the backend that was picked is called.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>The backend was picked although its gate is open, since all are.</summary>
    public bool IsPanic { get; private set; }

    /// <summary>Nobody else can take the call: it may wait at the gate of the backend that was picked.</summary>
    public bool Waits { get; private set; }

    /// <summary>The backend to try now; null when nobody is left who could do better. Not the same one twice, but for <see cref="Wait"/> and <see cref="Waits"/>.</summary>
    public BackendView? Next()
    {
        (Wait, Waits, IsPanic) = (TimeSpan.Zero, false, false);
        if (_isOver || OwnAttempts >= alias.Routing.MaxAttempts)
        {
            return null;
        }

        var next = Untried() ?? Panic();
        if (next is not null)
        {
            _tried |= UInt128.One << next.At;
            return _last = next.Backend;
        }

        return AskAgain() ?? WaitFor();
    }

    /// <summary>The gate of the backend that was picked did not let the call pass after all. Costs no attempt.</summary>
    /// <param name="isWorthWaiting">It may let it pass in a moment: a place may become free, or a probe may be allowed.</param>
    /// <param name="wait">Until it may be worth to come again.</param>
    public void Refused(bool isWorthWaiting, TimeSpan wait)
    {
        _worthWaitingFor ??= isWorthWaiting && !Waits ? _last : null;
        _refusedFor = _refusedFor < wait ? _refusedFor : wait;
    }

    /// <summary>The backend that was picked has a limit of its own, and that is reached. Costs no attempt.</summary>
    /// <param name="isReached">Whether that is known; else its counter cannot be looked up, and nobody may spend of it.</param>
    /// <param name="wait">Until something of it may be left.</param>
    public void Limited(bool isReached, TimeSpan wait)
    {
        if (isReached)
        {
            _limitedFor = _limitedFor < wait ? _limitedFor : wait;
        }
        else
        {
            Refused(isWorthWaiting: false, wait);
        }
    }

    /// <summary>The attempt at the backend that was picked has failed, before the client was sent anything.</summary>
    public void Failed(ProviderFailure failure)
    {
        (_failures ??= []).Add(failure);
        if (ReferenceEquals(_last, canary?.Backend) && Attempts == 1)
        {
            _canaryFailed = true;
            return;
        }

        var row = FailureTable.Of(failure.Kind);
        _isOver = !(row.TryNext || failure.ShouldRetry is true);
        if (row.LargerOnly)
        {
            _moreThan = Math.Max(_moreThan, _last!.Definition.ContextWindow ?? int.MaxValue);
        }

        // Once, and only by who has no other target. A rate limit without a time is not over in a moment.
        _mayAskAgain = alias.TargetCount == 1 && OwnAttempts == 1 && (failure.ShouldRetry ?? row.SameBackend)
            && (failure.RetryAfter is { } wish ? wish <= LongestWait : failure.Kind is not FailureKind.RateLimited);
    }

    /// <summary>Nobody was asked, and nobody is worth waiting for.</summary>
    public readonly bool IsUntold => _failures is null && Passed().In is null;

    /// <summary>What the client is told when there is no answer.</summary>
    public readonly GatewayError Owed()
    {
        if (_failures is { } failures)
        {
            var told = Failures.Last(failures);
            return told.Kind is FailureKind.RateLimited && Passed() is { IsRateLimit: true, In: { } other } && other < (told.RetryAfter ?? TimeSpan.MaxValue)
                ? Failures.Owed(told with { RetryAfter = other })
                : Failures.Owed(told);
        }

        var (soonest, isRateLimit) = Passed();
        return alias.TargetCount == 0 ? Failures.NoTarget : Failures.AllClosed(soonest, isRateLimit);
    }

    /// <summary>When the first of the targets that were passed over may take a call; and whether all of them only want to be left alone for a while.</summary>
    private readonly (TimeSpan? In, bool IsRateLimit) Passed()
    {
        var open = Reopening();
        var soonest = Sooner(_limitedFor, Sooner(_refusedFor, open?.In));
        return (soonest, soonest is not null && _refusedFor is null && open is null or { IsRateLimit: true });
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private readonly TargetView? Untried()
    {
        if (canary is not null && IsEligible(canary) && gates(canary.Backend) is { State: not GateState.Open })
        {
            return canary;
        }

        for (var i = 0; i < alias.Groups.Count; i++)
        {
            if (Pick(alias.Groups[i]) is { } target)
            {
                return target;
            }
        }

        return null;
    }

    private readonly TargetView? Pick(TargetGroup group)
    {
        Span<Candidate> closed = stackalloc Candidate[group.Count];
        Span<Candidate> halfOpen = stackalloc Candidate[group.Count];
        var (closedCount, halfOpenCount) = (0, 0);
        for (var at = 0; at < group.Count; at++)
        {
            var target = group[at];
            if (IsEligible(target) && gates(target.Backend) is { State: not GateState.Open } gate)
            {
                if (gate.State is GateState.Closed)
                {
                    closed[closedCount++] = new Candidate(at, target.Weight, gate);
                }
                else
                {
                    halfOpen[halfOpenCount++] = new Candidate(at, target.Weight, gate);
                }
            }
        }

        var candidates = closedCount > 0 ? closed[..closedCount] : halfOpen[..halfOpenCount];
        return candidates.Length switch
        {
            0 => null,
            1 => group[candidates[0].At],
            _ => group[candidates[key is { } own ? Rendezvous.Choose(own, group, candidates) : alias.Routing.Strategy.Choose(group, candidates, random)].At],
        };
    }

    private readonly bool IsEligible(TargetView target) =>
        (_tried & (UInt128.One << target.At)) == 0 && (_moreThan == 0 || target.Backend.Definition.ContextWindow > _moreThan);

    /// <summary>When every target is open: the one that reopens first, where the alias rather tries than gives up.</summary>
    private readonly TargetView? Soonest()
    {
        var (soonest, reopens) = (default(TargetView), TimeSpan.MaxValue);
        foreach (var group in alias.Groups)
        {
            foreach (var target in group)
            {
                if (gates(target.Backend) is { State: GateState.Open } gate && gate.ReopensIn < reopens)
                {
                    (soonest, reopens) = (target, gate.ReopensIn);
                }
            }
        }

        return soonest;
    }

    private TargetView? Panic()
    {
        // Not after an attempt: then there is a failure to tell. And not while a probe is under way somewhere: it will tell soon.
        if (!alias.Routing.Panic || _tried != 0)
        {
            return null;
        }

        var soonest = Soonest();
        IsPanic = soonest is not null;
        return soonest;
    }

    private BackendView? AskAgain()
    {
        if (!_mayAskAgain || gates(_last!) is { State: GateState.Open })
        {
            return null;
        }

        _mayAskAgain = false;
        Wait = _failures![^1].RetryAfter ?? TimeSpan.FromMilliseconds(50 + random.Next(200));
        return _last;
    }

    private BackendView? WaitFor()
    {
        if (_worthWaitingFor is not { } backend)
        {
            return null;
        }

        _worthWaitingFor = null;
        Waits = true;
        return _last = backend;
    }

    /// <summary>Which of the targets that were passed over reopens first; and whether all of them are open for a rate limit. Null when none is open.</summary>
    private readonly (TimeSpan In, bool IsRateLimit)? Reopening()
    {
        var (soonest, isRateLimit) = (default(TimeSpan?), true);
        foreach (var group in alias.Groups)
        {
            foreach (var target in group)
            {
                if (IsEligible(target) && gates(target.Backend) is { State: GateState.Open } gate)
                {
                    soonest = soonest is null || gate.ReopensIn < soonest ? gate.ReopensIn : soonest;
                    isRateLimit &= gate.IsRateLimited;
                }
            }
        }

        return soonest is { } reopens ? (reopens, isRateLimit) : null;
    }
}
