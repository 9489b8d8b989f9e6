namespace Orleans.Gateway.Translation.Sse;

/// <summary>One dispatched server-sent event. Both spans are valid until the next call on its reader.</summary>
/// <param name="name">The <c>event:</c> field; empty where there is none.</param>
/// <param name="data">The <c>data:</c> fields, joined with LF; never empty.</param>
public readonly ref struct SseEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Data { get; } = data;
}
