using System.Security.Cryptography;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Grains.Access.Keys;

namespace Orleans.Gateway.Silo.Access;

/// <summary>The admin keys that operators make for each other: <c>gwa-</c> and 64 hexadecimal digits, 256 random bits. Only their hashes are stored.</summary>
public sealed class AdminKeys
{
    private const string Prefix = "gwa-";
    private const int SecretBytes = 32;

    private readonly KeyHasher _hasher;

    internal AdminKeys(KeyHasher hasher) => _hasher = hasher;

    public static string Generate() => $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Whose key it is; null when nobody's. What cannot be a key is looked up nowhere.</summary>
    public async Task<AdminKeyEntry?> FindAsync(IGrainFactory grains, string key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(key);
        return LooksRight(key) ? await grains.GetGrain<IAdminKeysGrain>(0).FindAsync(_hasher.Hash(key)) : null;
    }

    public string Hash(string key) => _hasher.Hash(key);

    private static bool LooksRight(string key) =>
        key.Length == Prefix.Length + (2 * SecretBytes) && key.StartsWith(Prefix, StringComparison.Ordinal) && key.AsSpan(Prefix.Length).IndexOfAnyExceptInRange('0', 'f') < 0;
}
