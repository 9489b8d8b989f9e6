using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Limits;

internal static class Activation
{
    /// <summary>A number that no other activation has; never 0.</summary>
    public static long New() => (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue) | 1;
}
