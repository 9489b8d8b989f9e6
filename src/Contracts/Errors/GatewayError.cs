namespace Orleans.Gateway.Contracts.Errors;

/// <summary>What a client gets instead of an answer. Nothing else that goes wrong reaches a client.</summary>
/// <param name="Status">The HTTP status, while there is still one to send.</param>
/// <param name="Message">No address, key, stack or provider account is in it.</param>
/// <param name="Type">OpenAI's <c>error.type</c>.</param>
[GenerateSerializer, Immutable, Alias("gateway.GatewayError")]
public sealed record GatewayError([property: Id(0)] int Status, [property: Id(1)] string Message, [property: Id(2)] string Type)
{
    /// <summary>OpenAI's <c>error.code</c>.</summary>
    [Id(3)] public string? Code { get; init; }

    /// <summary>OpenAI's <c>error.param</c>: the client's name of the field at fault.</summary>
    [Id(4)] public string? Param { get; init; }

    /// <summary>From now; sent as <c>retry-after</c> (seconds, rounded up) and <c>retry-after-ms</c>.</summary>
    [Id(5)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further headers, as the client gets them.</summary>
    [Id(6)] public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
