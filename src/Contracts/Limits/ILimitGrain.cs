using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Limits;

/// <summary>
/// Owns one counter of a limit, and hands out parts of it as leases, from which silos spend without asking. Key: the counter's name. A call
/// waits for it only where its silo's lease is too small, and then 250 ms at most.
/// </summary>
[Alias("gateway.ILimitGrain"), GrainInterfaceType("gateway.ILimitGrain")]
public interface ILimitGrain : IGrainWithStringKey
{
    /// <summary>Settles what a silo has left or owes, and leases it more. Refuses only what is not there.</summary>
    [Alias("Lease"), ResponseTimeout("00:00:02")]
    ValueTask<LeaseAnswer> LeaseAsync(LeaseCall call);

    /// <summary>How the counter stands, for operators. Changes nothing, and an owner that nobody has spent from stores nothing.</summary>
    /// <param name="rule">As it is in force: an owner that was not asked for a lease yet knows none.</param>
    [Alias("StatusFor"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    ValueTask<CounterStatus> StatusAsync(CounterRule rule);
}

/// <summary>Counters of a minute, and of calls at the same time. Needs no store.</summary>
[Alias("gateway.IRateGrain"), GrainInterfaceType("gateway.IRateGrain")]
public interface IRateGrain : ILimitGrain;

/// <summary>Counters of a window of the calendar. Stores ahead what it hands out, so that an unclean end costs the counter, not the limit.</summary>
[Alias("gateway.IQuotaGrain"), GrainInterfaceType("gateway.IQuotaGrain")]
public interface IQuotaGrain : ILimitGrain;

/// <summary>What a silo asks of a counter.</summary>
[GenerateSerializer, Immutable, Alias("gateway.LeaseCall")]
public sealed record LeaseCall
{
    /// <summary>Unique for a silo and its generation.</summary>
    [Id(0)] public required string Silo { get; init; }

    [Id(1)] public required CounterRule Rule { get; init; }

    /// <summary>The least that is of use; 0 when no call waits.</summary>
    [Id(2)] public required long Need { get; init; }

    /// <summary>What the silo would like to have beyond that: for other calls that wait, and so that the next ones need not.</summary>
    [Id(3)] public long Ahead { get; init; }

    /// <summary>Unspent, given back: the silo spends no more of it. Not of permits, whose <see cref="Held"/> says everything.</summary>
    [Id(4)] public long Returned { get; init; }

    /// <summary>Spent beyond the leases, by calls that used more than was expected.</summary>
    [Id(5)] public long Debt { get; init; }

    /// <summary>Leased and not yet spent; of permits, those in use as well.</summary>
    [Id(6)] public long Held { get; init; }

    /// <summary>The activation that the silo last heard of within a minute; 0 when of none. Another one than this tells that it ended uncleanly.</summary>
    [Id(7)] public long KnownOwner { get; init; }

    /// <summary>The <see cref="LeaseAnswer.Window"/> that <see cref="Returned"/> came from.</summary>
    [Id(8)] public long Window { get; init; }

    /// <summary>Of this silo's calls about this counter, from 1.</summary>
    [Id(9)] public long Number { get; init; }

    /// <summary>
    /// What was told before without an answer, oldest first: nobody knows whether it has arrived. The owner does, by the number of the last call that it
    /// has heard of this silo: it takes what it has not heard, and takes back what it granted to nobody.
    /// </summary>
    [Id(10)] public IReadOnlyList<UnansweredCall> Unanswered { get; init; } = [];
}

/// <summary>An earlier <see cref="LeaseCall"/>, as far as it told what was spent.</summary>
[GenerateSerializer, Immutable, Alias("gateway.UnansweredCall")]
public readonly record struct UnansweredCall(
    [property: Id(0)] long Number, [property: Id(1)] long Debt, [property: Id(2)] long Returned, [property: Id(3)] long Window);

/// <summary>What the silo got.</summary>
[GenerateSerializer, Immutable, Alias("gateway.LeaseAnswer")]
public readonly record struct LeaseAnswer
{
    /// <summary>At least the need, or 0: refused.</summary>
    [Id(0)] public long Granted { get; init; }

    /// <summary>How long the silo may spend from it, from the moment at which it asked.</summary>
    [Id(1)] public TimeSpan GoodFor { get; init; }

    /// <summary>When refused: how long until the need can be there. Null: never, since the need is above the whole limit.</summary>
    [Id(2)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is left in the counter itself, leases apart; not below 0.</summary>
    [Id(3)] public long Remaining { get; init; }

    /// <summary>Until the counter is full again, were nothing spent; of a quota, until the next window.</summary>
    [Id(4)] public TimeSpan ResetsIn { get; init; }

    /// <summary>This activation.</summary>
    [Id(5)] public long Owner { get; init; }

    /// <summary>Silos that hold leases of this counter; at least 1.</summary>
    [Id(6)] public int Silos { get; init; }

    /// <summary>The window of a quota that this is about: what was leased in one does not come back to another. 0 for everything else.</summary>
    [Id(7)] public long Window { get; init; }

    /// <summary>What the silo's debt took beyond the limit itself.</summary>
    [Id(8)] public long Exceeded { get; init; }
}

/// <param name="Leased">In the hands of silos: not spent when they last asked. Of calls at once, those that are under way are among it.</param>
/// <param name="Debt">Spent beyond the limit and not yet made up for.</param>
[GenerateSerializer, Immutable, Alias("gateway.CounterStatus")]
public sealed record CounterStatus(
    [property: Id(0)] CounterRule Rule,
    [property: Id(1)] long Remaining,
    [property: Id(2)] long Leased,
    [property: Id(3)] long Debt,
    [property: Id(4)] TimeSpan ResetsIn,
    [property: Id(5)] int Silos);
