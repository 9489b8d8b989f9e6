namespace Orleans.Gateway.Grains.Caching;

/// <summary>An answer as a client got it.</summary>
/// <param name="Body">Of a stream: all of its events, without comments.</param>
/// <param name="Translation">What its translation lost, for <c>x-gateway-translation</c>; null when nothing.</param>
internal sealed record CachedAnswer(bool IsStream, byte[] Body, string? Translation)
{
    /// <summary>What keeping it costs beside its body, in bytes, about.</summary>
    private const int Overhead = 256;

    public long Size => Body.Length + Overhead;
}
