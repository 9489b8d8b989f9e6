using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>
/// AES-256-GCM with a random nonce of 96 bits. Owner and field are authenticated with the secret, so a sealed value that is moved to another
/// backend or field does not open there. Thread-safe.
/// </summary>
public sealed class SecretSealer : ISecretSealer
{
    private readonly MasterKey _current;
    private readonly Dictionary<string, byte[]> _keys = [];
    private volatile SealingKey _sealing;

    /// <param name="current">Seals, and opens what it sealed.</param>
    /// <param name="older">Only open: the keys from before a rotation.</param>
    public SecretSealer(MasterKey current, params IEnumerable<MasterKey> older)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(older);
        _current = current;
        _sealing = new(current);
        foreach (var key in older.Prepend(current))
        {
            _keys.TryAdd(key.Id, key.Derive("seal"));
        }
    }

    /// <summary>For a rotation: seals under the previous key, which all processes have, until it is told that all have the new one as well.</summary>
    public static SecretSealer Rotating(MasterKey current, MasterKey previous) => new(current, previous) { _sealing = new(previous) };

    /// <summary>All processes can open what is sealed under the current key.</summary>
    public void SealUnderCurrent() => _sealing = new(_current);

    /// <inheritdoc/>
    public Secret Seal(string clear, string owner, string field)
    {
        ArgumentNullException.ThrowIfNull(clear);
        var text = Encoding.UTF8.GetBytes(clear);
        var sealing = _sealing;
        var blob = SealedBlob.Create(text.Length);
        Convert.FromHexString(sealing.Id, blob.KeyId, out _, out _);
        RandomNumberGenerator.Fill(blob.Nonce);

        using var aes = new AesGcm(_keys[sealing.Id], SealedBlob.TagLength);
        aes.Encrypt(blob.Nonce, text, blob.Ciphertext, blob.Tag, Place(blob.Head, owner, field));
        CryptographicOperations.ZeroMemory(text);
        return new Secret(Reference: null, blob.ToBase64(), sealing.Fingerprint(clear));
    }

    /// <inheritdoc/>
    public string Open(Secret secret, string owner, string field)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!SealedBlob.TryRead(secret.Sealed, out var blob))
        {
            throw new SecretUnavailableException($"{owner} {field}: the stored secret is damaged. Set it again.");
        }

        var keyId = Convert.ToHexStringLower(blob.KeyId);
        if (!_keys.TryGetValue(keyId, out var key))
        {
            throw new SecretUnavailableException($"{owner} {field}: the secret was sealed under master key {keyId}; this process has {string.Join(", ", _keys.Keys)}. Give it that key, or set the secret again.");
        }

        var text = new byte[blob.Ciphertext.Length];
        try
        {
            using var aes = new AesGcm(key, SealedBlob.TagLength);
            aes.Decrypt(blob.Nonce, blob.Ciphertext, blob.Tag, text, Place(blob.Head, owner, field));
            return Encoding.UTF8.GetString(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretUnavailableException($"{owner} {field}: the stored secret is damaged, or was sealed for another place. Set it again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <inheritdoc/>
    public Secret? SealAnew(Secret secret, string owner, string field)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Sealed is null || (SealedBlob.TryRead(secret.Sealed, out var blob) && Convert.ToHexStringLower(blob.KeyId) == _sealing.Id)
            ? null
            : Seal(Open(secret, owner, field), owner, field);
    }

    /// <inheritdoc/>
    /// <remarks>Keyed, so that the digits do not help anybody who guesses secrets without the master key.</remarks>
    public string Fingerprint(string clear)
    {
        ArgumentNullException.ThrowIfNull(clear);
        return _sealing.Fingerprint(clear);
    }

    // With the owner's length first, no two places can be spelled the same.
    private static byte[] Place(ReadOnlySpan<byte> head, string owner, string field)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentException.ThrowIfNullOrEmpty(field);
        return [.. head, .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(owner)), .. Encoding.UTF8.GetBytes(owner), .. Encoding.UTF8.GetBytes(field)];
    }

    private sealed class SealingKey(MasterKey key)
    {
        private readonly byte[] _fingerprints = key.Derive("fingerprint");

        public string Id => key.Id;

        public string Fingerprint(string clear) => Convert.ToHexStringLower(HMACSHA256.HashData(_fingerprints, Encoding.UTF8.GetBytes(clear)).AsSpan(0, 3));
    }
}
