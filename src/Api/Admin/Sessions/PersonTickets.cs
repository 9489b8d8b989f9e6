using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Api.Admin.Pages;

namespace Orleans.Gateway.Api.Admin.Sessions;

/// <summary>
/// How the portal tells the admin API who has come back from the issuer: a bearer token for the one call that opens their session. Only nodes can make
/// one, it never leaves them, and it opens nothing after half a minute. Somebody without a role gets one too, so that the refusal is recorded like any other.
/// </summary>
internal sealed class PersonTickets(PortalSecret secret, TimeProvider time)
{
    private const string Prefix = "gwp-";
    private const int MacBytes = HMACSHA256.HashSizeInBytes;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.Value.ToArray(), 32, info: "who has come back from the issuer"u8.ToArray());

    public static bool LooksRight(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="role">Null: the token of the issuer named none.</param>
    public string Make(string name, string? role)
    {
        var said = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(time.GetUtcNow() + Life).ToUnixTimeMilliseconds()} {role} {name}"));
        return $"{Prefix}{Base64Url.EncodeToString([.. HMACSHA256.HashData(_key, said), .. said])}";
    }

    /// <summary>Who it is, with an empty role for none; null when no node has made it, or it is over.</summary>
    public (string Name, string Role)? Open(string ticket)
    {
        var text = ticket.AsSpan(Prefix.Length);
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: > MacBytes } bytes
            || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, MacBytes), HMACSHA256.HashData(_key, bytes.AsSpan(MacBytes))))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(bytes.AsSpan(MacBytes)).Split(' ', 3);
        return long.Parse(parts[0], CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeMilliseconds() ? (parts[2], parts[1]) : null;
    }
}
