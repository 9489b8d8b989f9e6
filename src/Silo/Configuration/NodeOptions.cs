using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>What this process is and where it keeps what it must not forget. Section <c>Gateway</c>.</summary>
public sealed class NodeOptions
{
    public const string Section = "Gateway";

    /// <summary>What runs in this process.</summary>
    /// <value>Default <see cref="NodeRole.All"/>.</value>
    public NodeRole Role { get; set; } = NodeRole.All;

    /// <summary>Where grains keep their state and silos find each other.</summary>
    /// <value>Default <see cref="NodeStore.Sqlite"/>.</value>
    public NodeStore Store { get; set; } = NodeStore.Sqlite;

    /// <summary>The folder of the embedded store and of the keys that it generates, against the current directory.</summary>
    /// <value>Default <c>./data</c>.</value>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Where this process keeps a copy of the catalog, so that the next one can serve while the store is down.</summary>
    /// <value>Default <c>catalog.snapshot.json</c> in the data directory. Empty: nowhere.</value>
    public string? SnapshotFile { get; set; }

    /// <summary>Whether the Orleans Dashboard is served to admins at <c>/admin/orleans</c>. It looks at every call of a grain, so it costs.</summary>
    /// <value>Default false. The same on all nodes.</value>
    public bool Dashboard { get; set; }

    /// <summary>The document that says which backends, APIs, products and subscriptions there are.</summary>
    /// <value>Default none: the store is served as it is; an empty embedded store gets the demo.</value>
    public string? Config { get; set; }

    /// <summary>Whether the document is applied once or at every start.</summary>
    /// <value>Default <see cref="ConfigMode.Initial"/>.</value>
    public ConfigMode ConfigMode { get; set; } = ConfigMode.Initial;

    /// <summary>32 bytes in base64 or hexadecimal that seal the credentials in the store.</summary>
    /// <value>Default: generated into the data directory (embedded store only). The same on all silos; a front end without a silo needs none.</value>
    public string? MasterKey { get; set; }

    /// <summary>The master key from before a rotation: opens what it sealed, which is sealed anew under <see cref="MasterKey"/> at the start.</summary>
    /// <value>Default none. The same on every node, together with the new key, until all of them have both.</value>
    public string? PreviousMasterKey { get; set; }

    /// <summary>32 bytes in base64 or hexadecimal under which subscription keys are hashed.</summary>
    /// <value>Default: generated into the data directory (embedded store only). The same on all nodes.</value>
    public string? Pepper { get; set; }

    /// <summary>The port that silos talk to each other on.</summary>
    /// <value>Default 0: any free one. From 0 to 65,535.</value>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>The port that front ends without a silo connect to. Of no meaning for the embedded store, which opens none.</summary>
    /// <value>Default 0: any free one. From 0 to 65,535.</value>
    [Range(0, 65535)]
    public int GatewayPort { get; set; }

    /// <summary>The address under which the other nodes reach this one. Of no meaning for the embedded store, which stays on loopback.</summary>
    /// <value>Default: the first address of this machine that is not loopback. An IP address.</value>
    public string? AdvertisedAddress { get; set; }

    /// <summary>The address that the silo listens on, where it is another than <see cref="AdvertisedAddress"/>: behind address translation, for one.</summary>
    /// <value>Default: the advertised one. An IP address; <c>0.0.0.0</c> for all.</value>
    public string? ListenAddress { get; set; }

    /// <summary>Which silos belong together. Two clusters on one store differ in it.</summary>
    /// <value>Default <c>gateway</c>. Up to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</value>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string ClusterId { get; set; } = "gateway";

    /// <summary>Whose state it is: clusters with the same one, one after the other, go on with the same state.</summary>
    /// <value>Default <c>gateway</c>. Up to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</value>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string ServiceId { get; set; } = "gateway";

    /// <summary>How long a silo that could not start, or a connection to silos that could not be made, is left alone before it is tried again.</summary>
    /// <value>Default 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SiloRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The path that <see cref="SnapshotFile"/> comes to; null for none.</summary>
    internal string? SnapshotPath => SnapshotFile switch
    {
        null => Path.Combine(DataDirectory, "catalog.snapshot.json"),
        "" => null,
        _ => SnapshotFile,
    };
}

/// <summary>The values of <c>Gateway:Role</c>.</summary>
public enum NodeRole
{
    /// <summary>HTTP and a silo in one process: a call never leaves the node that received it.</summary>
    All,

    /// <summary>HTTP only, in front of silos elsewhere.</summary>
    Api,

    /// <summary>A silo only, without HTTP for clients.</summary>
    Silo,
}

/// <summary>The values of <c>Gateway:Store</c>.</summary>
public enum NodeStore
{
    /// <summary>A file in the data directory, for one process.</summary>
    Sqlite,
    Redis,
    AzureStorage,
}

/// <summary>The values of <c>Gateway:ConfigMode</c>.</summary>
public enum ConfigMode
{
    /// <summary>The document fills an empty store; afterwards the store wins.</summary>
    Initial,

    /// <summary>The document is applied at every start.</summary>
    Enforce,
}

[OptionsValidator]
internal sealed partial class NodeOptionsRanges : IValidateOptions<NodeOptions>;

/// <summary>What this version cannot do, and values that do not fit each other.</summary>
internal sealed class NodeOptionsRules : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options) =>
        Problems(options).FirstOrDefault() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;

    private static IEnumerable<string> Problems(NodeOptions options)
    {
        foreach (var (setting, value) in new[] { (nameof(options.AdvertisedAddress), options.AdvertisedAddress), (nameof(options.ListenAddress), options.ListenAddress) })
        {
            if (!string.IsNullOrEmpty(value) && !IPAddress.TryParse(value, out _))
            {
                yield return $"Gateway:{setting} is no IP address.";
            }
        }

        if (options.Store is NodeStore.Sqlite)
        {
            if (options.Role is NodeRole.Api)
            {
                yield return "Gateway:Role=Api needs a store in which it finds its silos, and the embedded one is for one process. Set Gateway:Store=Redis or AzureStorage, or use Gateway:Role=All.";
            }

            yield break;
        }

        // What a node made up for itself, no other node could open.
        if (options.Role is not NodeRole.Api && string.IsNullOrEmpty(options.MasterKey))
        {
            yield return $"Gateway:MasterKey is missing, and Gateway:Store={options.Store} is shared by nodes that all need the same. Set it to 32 random bytes in base64: openssl rand -base64 32.";
        }

        if (string.IsNullOrEmpty(options.Pepper))
        {
            yield return $"Gateway:Pepper is missing, and Gateway:Store={options.Store} is shared by nodes that all need the same. Set it to 32 random bytes in base64: openssl rand -base64 32.";
        }
    }
}
