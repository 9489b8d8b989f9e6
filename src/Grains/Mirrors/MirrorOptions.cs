using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>What a node may do while it is out of touch with the owners of what it serves by. Section <c>Gateway</c>.</summary>
public sealed class MirrorOptions
{
    /// <summary>For how long a node serves on what it knows when it cannot ask whether that is still in force. After it, calls get a 503.</summary>
    /// <value>Default none: it serves on. From 10 seconds to 365 days.</value>
    [Range(typeof(TimeSpan), "00:00:10", "365.00:00:00")]
    public TimeSpan? MaxStaleness { get; set; }
}

[OptionsValidator]
internal sealed partial class MirrorOptionsRanges : IValidateOptions<MirrorOptions>;
