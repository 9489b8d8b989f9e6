using System.ComponentModel.DataAnnotations;
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

    /// <summary>The document that says which backends, APIs, products and subscriptions there are.</summary>
    /// <value>Default none: the store is served as it is; an empty embedded store gets the demo.</value>
    public string? Config { get; set; }

    /// <summary>Whether the document is applied once or at every start.</summary>
    /// <value>Default <see cref="ConfigMode.Initial"/>.</value>
    public ConfigMode ConfigMode { get; set; } = ConfigMode.Initial;

    /// <summary>32 bytes in base64 or hexadecimal that seal the credentials in the store.</summary>
    /// <value>Default: generated into the data directory (embedded store only).</value>
    public string? MasterKey { get; set; }

    /// <summary>The master key from before a rotation: opens what it sealed, which is sealed anew under <see cref="MasterKey"/> at the start.</summary>
    /// <value>Default none. The same on every node, together with the new key, until all of them have both.</value>
    public string? PreviousMasterKey { get; set; }

    /// <summary>32 bytes in base64 or hexadecimal under which subscription keys are hashed.</summary>
    /// <value>Default: generated into the data directory (embedded store only).</value>
    public string? Pepper { get; set; }

    /// <summary>The port that silos talk to each other on.</summary>
    /// <value>Default 0: any free one, on loopback. From 0 to 65,535.</value>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>How long a silo that could not start is left alone before it is tried again.</summary>
    /// <value>Default 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SiloRetry { get; set; } = TimeSpan.FromSeconds(1);
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
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        if (options.Store is NodeStore.Redis)
        {
            return ValidateOptionsResult.Fail($"Gateway:Store={options.Store} is not part of this version. Use Sqlite or AzureStorage, or leave it out.");
        }

        return options.Role is NodeRole.Api
            ? ValidateOptionsResult.Fail("Gateway:Role=Api is not part of this version. Use All, or leave it out.")
            : ValidateOptionsResult.Success;
    }
}
