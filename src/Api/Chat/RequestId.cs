using System.Buffers.Binary;

namespace Orleans.Gateway.Api.Chat;

/// <summary>What a request is called in every header, log line and report: made here, since a client's own id may be anything.</summary>
/// <remarks>
/// 48 bits of time and 80 of chance, so that ids sort by time. They are no secrets: an ordinary generator is enough.
/// </remarks>
internal static class RequestId
{
    private const string Prefix = "req_";
    private const int Bytes = 16;

    public static string New(DateTimeOffset now, Random random) => string.Create(Prefix.Length + (2 * Bytes), (now, random), static (text, from) =>
    {
        Span<byte> id = stackalloc byte[Bytes];
        from.random.NextBytes(id[6..]);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, from.now.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(id, text[Prefix.Length..], out _);
    });
}
