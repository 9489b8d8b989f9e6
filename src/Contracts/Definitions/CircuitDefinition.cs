namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>When a backend is left alone, and for how long.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CircuitDefinition")]
public sealed record CircuitDefinition
{
    /// <summary>False: calls go out whatever happens, but for an operator's own <c>open</c>.</summary>
    /// <value>Default true.</value>
    [Id(0)] public bool Enabled { get; init; } = true;

    /// <summary>Any of them opens the circuit.</summary>
    /// <value>Default null: 5 failures after each other, or half of at least 20 calls within a minute.</value>
    [Id(1)] public IReadOnlyList<CircuitRuleDefinition>? Rules { get; init; }

    /// <summary>How long it is open for the first time; twice as long after each probe that fails.</summary>
    /// <value>Default 30 seconds.</value>
    [Id(2)] public TimeSpan Trip { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that it is open at a time, also when the provider asks for more.</summary>
    /// <value>Default 5 minutes.</value>
    [Id(3)] public TimeSpan MaxTrip { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a provider that says how long to wait is left alone for that time, with no rule asked.</summary>
    /// <value>Default true.</value>
    [Id(4)] public bool AcceptRetryAfter { get; init; } = true;
}

/// <summary>One reason to open: a number of failures after each other, a number within an interval, or a share of the calls within an interval.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CircuitRuleDefinition")]
public sealed record CircuitRuleDefinition
{
    /// <summary>Without an interval: after each other. Null where <see cref="Percent"/> is set.</summary>
    /// <value>From 1 to 10,000.</value>
    [Id(0)] public int? Failures { get; init; }

    /// <summary>The share of the calls that failed. Needs an interval.</summary>
    /// <value>From 1 to 100.</value>
    [Id(1)] public int? Percent { get; init; }

    /// <summary>Calls within the interval, below which a share says nothing.</summary>
    /// <value>From 1 to 10,000; default 20.</value>
    [Id(2)] public int MinimumCalls { get; init; } = 20;

    /// <summary>How far back calls count.</summary>
    [Id(3)] public TimeSpan? Interval { get; init; }

    /// <summary>The provider's statuses that count: <c>429</c>, <c>5xx</c>, <c>500-599</c>.</summary>
    [Id(4)] public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>The kinds of failure that count, for example <c>timeout</c>. With neither statuses nor errors, all count that are the backend's fault.</summary>
    [Id(5)] public IReadOnlyList<string> Errors { get; init; } = [];
}
