using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>How one attempt ended.</summary>
/// <remarks>A class: as a value, each of the methods that wait for it would have room for two of it.</remarks>
/// <param name="Failure">Why it failed; null when it answered, or the client left.</param>
/// <param name="Committed">Whether bytes of its answer went to the client: no other target may answer then.</param>
/// <param name="Abandoned">The client hung up, or the call was ended from outside.</param>
/// <param name="Usage">The tokens that the provider reported, also when it failed.</param>
/// <param name="FirstContent">From the start of the attempt to its first content event; null for whole answers and where none came.</param>
internal sealed record AttemptResult(
    ProviderFailure? Failure, bool Committed, bool Abandoned, TokenUsage Usage, TimeSpan? FirstContent)
{
    /// <summary>Of an attempt that an exception ended, or that was not made after all.</summary>
    public static AttemptResult Unknown { get; } = new(null, Committed: false, Abandoned: false, default, null);

    /// <summary>What the client is told instead of the answer, which the provider gave and the gateway does not deliver; null where it does.</summary>
    public GatewayError? Refused { get; init; }

    /// <summary>The provider has ended its answer, whether the client got it or not: the usage is all of it.</summary>
    public bool HasEnded { get; init; }
}
