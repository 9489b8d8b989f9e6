using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The two keys that the store must not hold: the one that seals credentials, and the pepper under which subscription keys are hashed.</summary>
internal sealed record GatewayKeys(MasterKey Master, KeyHasher Hasher)
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
            : KeyFile.LoadOrCreate(Path.Combine(options.DataDirectory, "pepper.key"))));
    }

    public override string ToString() => Master.ToString();
}
