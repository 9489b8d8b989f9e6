using System.Diagnostics.CodeAnalysis;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>
/// The bytes of a sealed secret: version (1), key id (4), nonce (12), tag (16), then the ciphertext, which is as long as the secret.
/// </summary>
internal readonly ref struct SealedBlob
{
    public const byte Version = 1;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    private const int HeadLength = 1 + MasterKey.IdLength;

    private readonly Span<byte> _bytes;

    private SealedBlob(Span<byte> bytes) => _bytes = bytes;

    /// <summary>What the tag covers beside the place: version and key id.</summary>
    public Span<byte> Head => _bytes[..HeadLength];
    public Span<byte> KeyId => _bytes[1..HeadLength];
    public Span<byte> Nonce => _bytes.Slice(HeadLength, NonceLength);
    public Span<byte> Tag => _bytes.Slice(HeadLength + NonceLength, TagLength);
    public Span<byte> Ciphertext => _bytes[(HeadLength + NonceLength + TagLength)..];

    public static SealedBlob Create(int length)
    {
        var blob = new SealedBlob(new byte[HeadLength + NonceLength + TagLength + length]);
        blob._bytes[0] = Version;
        return blob;
    }

    /// <summary>False when it is no blob of a known version.</summary>
    public static bool TryRead([NotNullWhen(true)] string? base64, out SealedBlob blob)
    {
        var bytes = new byte[(base64?.Length ?? 0) / 4 * 3];
        var known = base64 is not null
            && Convert.TryFromBase64String(base64, bytes, out var length)
            && length >= HeadLength + NonceLength + TagLength
            && bytes[0] == Version
            && Trim(ref bytes, length);
        blob = known ? new SealedBlob(bytes) : default;
        return known;
    }

    public string ToBase64() => Convert.ToBase64String(_bytes);

    private static bool Trim(ref byte[] bytes, int length)
    {
        Array.Resize(ref bytes, length);
        return true;
    }
}
