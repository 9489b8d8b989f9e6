namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>An HTTP answer.</summary>
/// <param name="Pieces">The body, made while it is sent: one server-sent event each, or the whole body as one. It may have no end.</param>
public sealed record Reply(int Status, string ContentType, IEnumerable<ReadOnlyMemory<byte>> Pieces)
{
    public const string Json = "application/json";
    public const string EventStream = "text/event-stream; charset=utf-8";

    /// <summary>Further headers, in order; one may stand twice.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>How many bytes the body has, where that is known beforehand.</summary>
    public long? Length { get; init; }

    public static Reply Whole(int status, string contentType, ReadOnlyMemory<byte> body) =>
        new(status, contentType, [body]) { Length = body.Length };

    public Reply With(params ReadOnlySpan<(string Name, string Value)> headers) => this with { Headers = [.. Headers, .. headers] };
}
