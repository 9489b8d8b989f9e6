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
        Previous(options));

    /// <summary>The pepper alone: all that a front end without a silo needs.</summary>
    public static KeyHasher LoadHasher(NodeOptions options) =>
        new(options.Pepper is { Length: > 0 } pepper ? KeyText.Parse(pepper, "Gateway:Pepper") : Generated(options, "pepper.key"));

    /// <summary>For a front end: null where no master key is configured, which is the rule there.</summary>
    public static SecretSealer? LoadSealer(NodeOptions options) =>
        options.MasterKey is { Length: > 0 } master ? new(MasterKey.Parse(master, "Gateway:MasterKey"), Previous(options) is { } previous ? [previous] : []) : null;

    /// <summary>For a silo. During a rotation it seals under the previous key at first; see <see cref="Documents.SecretRotation"/>.</summary>
    public SecretSealer Sealer() => PreviousMaster is { } previous ? SecretSealer.Rotating(Master, previous) : new(Master);

    public OpenableKeys Openable() => new(PreviousMaster is { } previous ? [Master.Id, previous.Id] : [Master.Id]);

    private static MasterKey? Previous(NodeOptions options) =>
        options.PreviousMasterKey is { Length: > 0 } previous ? MasterKey.Parse(previous, "Gateway:PreviousMasterKey") : null;

    private static byte[] Generated(NodeOptions options, string file)
    {
        DataDirectory.Open(options.DataDirectory);
        return KeyFile.LoadOrCreate(Path.Combine(options.DataDirectory, file));
    }

    public override string ToString() => Master.ToString();
}
