using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Grains.Access.Keys;

/// <summary>
/// The gateway's own subscription keys: <c>gw-&lt;subscription&gt;-&lt;secret&gt;&lt;checksum&gt;</c>. The secret is 43 random characters of
/// 0–9, A–Z, a–z (256 bits); the checksum is the CRC-32C of everything before it in six such characters. It proves nothing, but finds
/// what was mistyped, cut off or made up without looking anything up.
/// </summary>
public static class SubscriptionKey
{
    private const string Prefix = "gw-";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;

    /// <param name="subscription">Its id; whoever finds the key sees whose it is.</param>
    public static string Generate(string subscription)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscription);
        var body = $"{Prefix}{subscription}-{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        Checksum(body, checksum);
        return $"{body}{checksum}";
    }

    /// <summary>
    /// Whether a key claims to be one of the gateway's own and cannot be: no need to look it up. Keys that were made elsewhere and do not
    /// begin with <c>gw-</c> pass.
    /// </summary>
    public static bool LooksForged(ReadOnlySpan<char> key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (key.Length < Prefix.Length + 2 + SecretLength + ChecksumLength || key[^(SecretLength + ChecksumLength + 1)] is not '-'
            || !Ascii.IsValid(key))
        {
            return true;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        Checksum(key[..^ChecksumLength], checksum);
        return !key[^ChecksumLength..].SequenceEqual(checksum);
    }

    private static void Checksum(ReadOnlySpan<char> text, Span<char> destination)
    {
        var crc = uint.MaxValue;
        foreach (var character in text)
        {
            crc = BitOperations.Crc32C(crc, (byte)character);
        }

        crc = ~crc;
        for (var at = destination.Length - 1; at >= 0; at--)
        {
            destination[at] = Alphabet[(int)(crc % (uint)Alphabet.Length)];
            crc /= (uint)Alphabet.Length;
        }
    }
}
