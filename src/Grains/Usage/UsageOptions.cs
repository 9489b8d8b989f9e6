using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>How usage is brought together. Section <c>Gateway:Usage</c>.</summary>
public sealed class UsageOptions
{
    /// <summary>How often a process brings what it counted to the owners of the usage: what a process that dies can lose of it.</summary>
    /// <value>Default 10 seconds; from 0.1 seconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class UsageOptionsRanges : IValidateOptions<UsageOptions>;
