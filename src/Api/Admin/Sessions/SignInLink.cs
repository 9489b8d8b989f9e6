using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Api.Admin.Sessions;

/// <summary>
/// The token of the link that is printed at start: it opens one session, once, within a quarter of an hour of the start. In memory only, and only
/// made where the admin key was made by this process, so whoever can read the output could read that key too.
/// </summary>
internal sealed class SignInLink(TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private const string Prefix = "gwl-";
    private readonly Lock _gate = new();
    private (byte[] Digest, DateTimeOffset Expires)? _current;

    public static bool LooksRight(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Makes a new token, which replaces the one before.</summary>
    public string Make()
    {
        var token = $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        lock (_gate)
        {
            _current = (SHA256.HashData(Encoding.UTF8.GetBytes(token)), time.GetUtcNow() + Life);
        }

        return token;
    }

    /// <summary>Whether it is the token; it is not any more from then on.</summary>
    public bool Redeem(string token)
    {
        lock (_gate)
        {
            if (_current is not { } current
                || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), current.Digest))
            {
                return false;
            }

            _current = null;
            return time.GetUtcNow() < current.Expires;
        }
    }
}
