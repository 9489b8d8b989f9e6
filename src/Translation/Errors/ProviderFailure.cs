namespace Orleans.Gateway.Translation.Errors;

/// <summary>One failed attempt, as the client may see it. Holds no URL, host, key, account or deployment name.</summary>
/// <param name="Kind">Decides status, error type and whether another target is asked: <see cref="FailureTable"/>.</param>
/// <param name="Message">What the client reads if this failure is the last one.</param>
public sealed record ProviderFailure(FailureKind Kind, string Message)
{
    /// <summary>The HTTP status of the provider; null where there was none.</summary>
    public int? ProviderStatus { get; init; }

    /// <summary>The provider's own id of the call, if it is one that may stand in a header; null where there was none.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>Of one that could not be reached: why, where that is known.</summary>
    public UnreachableReason? Reason { get; init; }

    /// <summary>OpenAI's <c>error.param</c>, in the client's names.</summary>
    public string? Param { get; init; }

    /// <summary>Overrides the <c>error.code</c> of the table.</summary>
    public string? Code { get; init; }

    /// <summary>Overrides the <c>error.type</c> of the table.</summary>
    public string? Type { get; init; }

    /// <summary>When the provider asked to be left alone until; from the moment of its answer.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's own advice (<c>x-should-retry</c>); null where it gave none.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>The provider's words before masking, for the repair rules only. Never shown, never logged.</summary>
    public string? RawMessage { get; init; }
}
