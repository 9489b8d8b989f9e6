using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Stopping;

/// <summary>How the process leaves. Section <c>Gateway</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>
    /// How long calls are still taken on after the process was told to stop, while its readiness says no: the time in which a load balancer
    /// notices.
    /// </summary>
    /// <value>Default 5 seconds; 0 where only loopback is listened on, and for a silo without HTTP, whose front ends need not be told. Up to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan? DrainDelay { get; set; }

    /// <summary>How long the calls in flight may go on after that, before they are ended.</summary>
    /// <value>Default 2 minutes; up to a day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(2);
}

[OptionsValidator]
internal sealed partial class DrainOptionsRanges : IValidateOptions<DrainOptions>;
