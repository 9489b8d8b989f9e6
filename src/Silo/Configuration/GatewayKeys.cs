using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The two keys that the store must not hold: the one that seals credentials, and the pepper under which subscription keys are hashed.</summary>
/// <param name="PreviousMaster">Opens what was sealed before a rotation; null when there is none.</param>
internal sealed record GatewayKeys(MasterKey Master, KeyHasher Hasher, MasterKey? PreviousMaster)
{
    /// <summary>From the configuration; in the embedded default, from files of the data directory that are made when they are missing.</summary>
    public static GatewayKeys Load(NodeOptions options)
    {
        DataDirectory.Create(options.DataDirectory);
        return new(
        options.MasterKey is { Length: > 0 } master
            ? MasterKey.Parse(master, "Gateway:MasterKey")
            : new MasterKey(KeyFile.LoadOrCreate(Path.Combine(options.DataDirectory, "master.key"))),
        new KeyHasher(options.Pepper is { Length: > 0 } pepper
            ? KeyText.Parse(pepper, "Gateway:Pepper")
            : KeyFile.LoadOrCreate(Path.Combine(options.DataDirectory, "pepper.key"))),
        options.PreviousMasterKey is { Length: > 0 } previous ? MasterKey.Parse(previous, "Gateway:PreviousMasterKey") : null);
    }

    public override string ToString() => Master.ToString();
}
