namespace Orleans.Gateway.Contracts.Chat;

/// <summary>One request for a chat completion, as the front end hands it over.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ChatCall")]
public sealed record ChatCall
{
    /// <summary>The name of the API under whose path the request came.</summary>
    [Id(0)] public required string Api { get; init; }

    /// <summary>Whose key it was.</summary>
    [Id(1)] public required string Subscription { get; init; }

    /// <summary>Which of its keys: 0 the primary, 1 the secondary; null when it was none of them.</summary>
    [Id(10)] public int? KeyPlace { get; init; }

    /// <summary>
    /// The hash of the key that it came with, where whoever hands the call over may know its owner from some seconds ago: the silo looks again. Null where
    /// that was just done.
    /// </summary>
    [Id(52)] public string? KeyHash { get; init; }

    /// <summary><c>x-request-id</c>: what every log line, header and report calls this request.</summary>
    [Id(2)] public required string RequestId { get; init; }

    /// <summary>The model that the path names (Azure's deployment form); null when the body names it.</summary>
    [Id(3)] public string? PathModel { get; init; }

    /// <summary>The body as it came. From a pool: whoever holds it reads it only until the call has returned.</summary>
    [Id(4)] public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The client's <c>anthropic-beta</c>; null when it sent none.</summary>
    [Id(5)] public string? AnthropicBeta { get; init; }

    /// <summary>The address that the client's connection comes from; null where that is not known.</summary>
    [Id(6)] public string? ClientAddress { get; init; }

    /// <summary>Those of the client's headers that tell counters apart, as far as it sent them.</summary>
    [Id(7)] public IReadOnlyList<KeyValuePair<string, string>> CountedHeaders { get; init; } = [];

    /// <summary>The client's <c>cache-control</c>; null when it sent none.</summary>
    [Id(50)] public string? CacheControl { get; init; }

    /// <summary>Those claims of the client's token that tell counters apart, bounded; none of a call that came with a key.</summary>
    [Id(51)] public IReadOnlyList<KeyValuePair<string, string>> CountedClaims { get; init; } = [];

    /// <summary>The span that the call's own continues, as W3C's <c>traceparent</c>; null where there is none.</summary>
    [Id(40)] public string? TraceParent { get; init; }

    /// <summary>What goes along with it, as W3C's <c>tracestate</c>.</summary>
    [Id(41)] public string? TraceState { get; init; }
}
