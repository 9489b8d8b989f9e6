using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The two keys that the store must not hold: the one that seals credentials, and the pepper under which subscription keys are hashed.</summary>
/// <param name="PreviousMaster">Opens what was sealed before a rotation; null when there is none.</param>
internal sealed record GatewayKeys(MasterKey Master, KeyHasher Hasher, MasterKey? PreviousMaster)
{
    /// <summary>From the configuration; in the embedded default, from files of the data directory that are made when they are missing.</summary>
    public static GatewayKeys Load(NodeOptions options) => new(
        options.MasterKey is { Length: > 0 } master ? MasterKey.Parse(master, "Gateway:MasterKey") : new MasterKey(Generated(options, "master.key")),
        LoadHasher(options),
        options.PreviousMasterKey is { Length: > 0 } previous ? MasterKey.Parse(previous, "Gateway:PreviousMasterKey") : null);

    /// <summary>The pepper alone: all that a front end without a silo needs.</summary>
    public static KeyHasher LoadHasher(NodeOptions options) =>
        new(options.Pepper is { Length: > 0 } pepper ? KeyText.Parse(pepper, "Gateway:Pepper") : Generated(options, "pepper.key"));

    private static byte[] Generated(NodeOptions options, string file)
    {
        DataDirectory.Create(options.DataDirectory);
        return KeyFile.LoadOrCreate(Path.Combine(options.DataDirectory, file));
    }

    public override string ToString() => Master.ToString();
}
