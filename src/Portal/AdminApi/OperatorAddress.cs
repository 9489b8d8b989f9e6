using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>
/// Where the person at the browser is, as the portal tells the admin API, which it calls from the node itself. Sealed under a secret that only nodes
/// have, and bound to the token of the call: nobody else can say it, and what was said once says nothing in another session.
/// </summary>
public static class OperatorAddress
{
    public const string Header = "x-gateway-operator-address";

    /// <summary>What the header says.</summary>
    /// <param name="token">The bearer token of the call.</param>
    public static string Write(ReadOnlySpan<byte> secret, string token, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return $"{address} {Convert.ToHexStringLower(Seal(secret, token, $"{address}"))}";
    }

    /// <summary>The address; null when the header was not made by a node, for this token.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> secret, string token, string? header)
    {
        const int hex = 2 * HMACSHA256.HashSizeInBytes;
        if (header?.Split(' ') is not [var text, { Length: hex } mark] || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(mark, claimed, out _, out _) is System.Buffers.OperationStatus.Done && CryptographicOperations.FixedTimeEquals(claimed, Seal(secret, token, text)) ? address : null;
    }

    private static byte[] Seal(ReadOnlySpan<byte> secret, string token, string address) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"operator address\n{address}\n{token}"));
}
