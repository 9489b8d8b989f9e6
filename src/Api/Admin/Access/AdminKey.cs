using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>The admin key of this process: the configured one, else one that was made for the embedded store and is kept beside it.</summary>
internal sealed class AdminKey
{
    private readonly byte[] _digest;

    public AdminKey(IOptions<AdminOptions> admin, IOptions<NodeOptions> gateway)
    {
        var key = admin.Value.Key;
        if (key is null)
        {
            File = Path.Combine(gateway.Value.DataDirectory, "admin.key");
            key = SecretFile.LoadOrCreate(File, AdminOptions.LeastKey, () => $"gwa-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}", out var created);
            Created = created ? key : null;
        }

        _digest = Digest(key);
    }

    /// <summary>Where the generated key is; null when it was configured.</summary>
    public string? File { get; }

    /// <summary>The key, if this very start has made it: to be shown once.</summary>
    public string? Created { get; }

    /// <summary>Differs for every key, and opens nothing.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(_digest));

    // Digests have one length, so that the comparison takes the same time for every guess.
    public bool Matches(string key) => CryptographicOperations.FixedTimeEquals(Digest(key), _digest);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
