using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>The key under which secrets are sealed. Each use has its own key derived from it.</summary>
public sealed class MasterKey
{
    private readonly byte[] _key;

    /// <param name="key">32 random bytes.</param>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyText.Length)
        {
            throw new ArgumentException($"A master key has {KeyText.Length} bytes, not {key.Length}.", nameof(key));
        }

        _key = key.ToArray();
        Id = Convert.ToHexStringLower(Derive("key id", IdLength));
    }

    internal const int IdLength = 4;

    /// <summary>Eight hexadecimal digits by which a sealed secret names its key; says nothing about the key itself.</summary>
    public string Id { get; }

    /// <param name="text">See <see cref="KeyText"/>.</param>
    /// <param name="name">What the message calls it, for example <c>Gateway:MasterKey</c>.</param>
    /// <exception cref="FormatException">It is not a key of 32 bytes. The text itself is not in the message.</exception>
    public static MasterKey Parse(string text, string name = "The master key") => new(KeyText.Parse(text, name));

    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(KeyText.Length));

    public override string ToString() => $"(master key {Id})";

    internal byte[] Derive(string purpose, int length = KeyText.Length) =>
        HKDF.Expand(HashAlgorithmName.SHA256, _key, length, System.Text.Encoding.UTF8.GetBytes($"orleans-gateway {purpose}"));
}
