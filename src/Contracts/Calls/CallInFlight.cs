namespace Orleans.Gateway.Contracts.Calls;

/// <summary>One call of a client that is not over, as an operator sees it. Nothing of what was asked or answered is in it.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CallInFlight")]
public sealed record CallInFlight
{
    /// <summary><c>x-request-id</c>; by it the call can be ended.</summary>
    [Id(0)] public required string RequestId { get; init; }

    [Id(1)] public required string Api { get; init; }

    [Id(2)] public required string Subscription { get; init; }

    [Id(3)] public required string Alias { get; init; }

    /// <summary>Of the catalog that the call is served by.</summary>
    [Id(4)] public long Epoch { get; init; }

    /// <summary>Whether the client asked for a stream.</summary>
    [Id(5)] public bool Stream { get; init; }

    [Id(6)] public CallPhase Phase { get; init; }

    /// <summary>Backends that were tried so far, the present one included; 0 while the call waits for one.</summary>
    [Id(7)] public int Attempts { get; init; }

    /// <summary>The backend of the present attempt, or of the latest; null before the first.</summary>
    [Id(8)] public string? Backend { get; init; }

    /// <summary>Of the answer so far: as the provider counts them, or, until it does, its content events, each of which is one token or a few.</summary>
    [Id(9)] public long Tokens { get; init; }

    /// <summary>When the relay took the call on (UTC).</summary>
    [Id(10)] public DateTimeOffset Started { get; init; }
}

/// <summary>How far a call has come.</summary>
public enum CallPhase
{
    /// <summary>No backend has been asked yet, or the next one is being chosen.</summary>
    Queued,

    /// <summary>A connection to the backend is being made or taken from the pool.</summary>
    Connecting,

    /// <summary>The backend has the request, and has not answered with content.</summary>
    Waiting,

    /// <summary>The answer arrives.</summary>
    Streaming,
}
