namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What of the calls of a product is logged, over OpenTelemetry's logs and nowhere else.</summary>
[GenerateSerializer, Immutable, Alias("gateway.LoggingDefinition")]
public sealed record LoggingDefinition
{
    /// <summary>The texts of requests.</summary>
    [Id(0)] public bool Prompts { get; init; }

    /// <summary>The texts of answers.</summary>
    [Id(1)] public bool Completions { get; init; }

    /// <summary>The longest text, in bytes; the rest is cut off.</summary>
    /// <value>Default 4,096; from 1 to 65,536.</value>
    [Id(2)] public int MaxBytes { get; init; } = 4_096;

    /// <summary>Regular expressions of .NET without backtracking; what they match is not logged. At most 20.</summary>
    [Id(3)] public IReadOnlyList<string> Redact { get; init; } = [];
}
