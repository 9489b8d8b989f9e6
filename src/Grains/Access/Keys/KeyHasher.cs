using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Access.Keys;

/// <summary>
/// What a subscription key is stored and looked up as: HMAC-SHA-256 under the pepper, all of it. A fast hash is enough for keys of 256 bits,
/// and the pepper, which is not in the store, makes a stolen store useless for guessing weaker ones. Thread-safe.
/// </summary>
public sealed class KeyHasher
{
    private const int OnStack = 512;

    // With the pepper in it, for each thread and the hasher that it used last: half the time of a hash that begins from nothing.
    [ThreadStatic]
    private static (KeyHasher Owner, IncrementalHash Hash) _ready;

    private readonly byte[] _pepper;

    /// <param name="pepper">At least 32 random bytes, the same on all nodes.</param>
    public KeyHasher(ReadOnlySpan<byte> pepper)
    {
        if (pepper.Length < KeyText.Length)
        {
            throw new ArgumentException($"A pepper has at least {KeyText.Length} bytes, not {pepper.Length}.", nameof(pepper));
        }

        _pepper = pepper.ToArray();
    }

    /// <summary>64 lowercase hexadecimal digits.</summary>
    public string Hash(string key) => Hash(key.AsSpan()).ToString();

    /// <summary>Allocates nothing.</summary>
    public KeyHash Hash(ReadOnlySpan<char> key)
    {
        Span<byte> hash = stackalloc byte[KeyHash.Length];
        Hash(key, hash);
        return new KeyHash(hash);
    }

    /// <summary>Allocates nothing.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void Hash(ReadOnlySpan<char> key, Span<byte> destination)
    {
        byte[]? rented = null;
        var most = Encoding.UTF8.GetMaxByteCount(key.Length);
        var buffer = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(key, buffer);
        if (!ReferenceEquals(_ready.Owner, this))
        {
            _ready.Hash?.Dispose();
            _ready = (this, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _pepper));
        }

        var hash = _ready.Hash;
        hash.AppendData(buffer[..length]);
        hash.GetHashAndReset(destination);
        CryptographicOperations.ZeroMemory(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
