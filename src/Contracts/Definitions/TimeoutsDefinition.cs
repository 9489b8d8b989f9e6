namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>How long a backend may take. Each runs for one attempt.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TimeoutsDefinition")]
public sealed record TimeoutsDefinition
{
    /// <summary>DNS, TCP and TLS together.</summary>
    /// <value>Default 3 seconds.</value>
    [Id(0)] public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Until the first byte of a stream's body; a ping counts, so that a model that thinks long is not taken for dead.</summary>
    /// <value>Default 60 seconds.</value>
    [Id(1)] public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until the first byte of a whole (not streamed) answer.</summary>
    /// <value>Default 10 minutes.</value>
    [Id(2)] public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Until the first event with content, after which the next target is asked. Null: no such limit.</summary>
    [Id(3)] public TimeSpan? FirstContent { get; init; }

    /// <summary>Between any two events or comments of a stream; between any two reads of a whole answer; for all of an error's body.</summary>
    /// <value>Default 60 seconds.</value>
    [Id(4)] public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The whole attempt.</summary>
    /// <value>Default 30 minutes.</value>
    [Id(5)] public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(30);
}
