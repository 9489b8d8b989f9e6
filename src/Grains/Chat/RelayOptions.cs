using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>What the relay allows. Section <c>Gateway:Relay</c>.</summary>
public sealed class RelayOptions
{
    /// <summary>One event of a provider's stream, in bytes. A larger one breaks the answer off.</summary>
    /// <value>Default 8 MiB; from 64 KiB to 256 MiB.</value>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>A provider's whole (not streamed) answer, in bytes. A larger one counts as malformed.</summary>
    /// <value>Default 32 MiB; from 64 KiB to 256 MiB.</value>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How many calls of this process may be on another attempt at the same time, in percent of those that are on their first.</summary>
    /// <value>Default 20; from 0 to 1,000.</value>
    [Range(0, 1_000)]
    public int RetryBudgetPercent { get; set; } = 20;

    /// <summary>How many calls may be on another attempt at the same time in any case.</summary>
    /// <value>Default 3; from 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int RetryBudgetFloor { get; set; } = 3;

    /// <summary>All of a provider's stream, in bytes. A longer one is broken off; its duration is limited by the backend's own timeouts.</summary>
    /// <value>Default 1 GiB; from 64 KiB to 1 TiB.</value>
    [Range(typeof(long), "65536", "1099511627776")]
    public long MaxStreamBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// How long a client that streams gets nothing before it is sent a comment, so that nothing between it and the gateway takes the connection
    /// for dead; before the first content, the status 200 goes with it.
    /// </summary>
    /// <value>Default 15 seconds; up to 10 minutes. 0: never.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan KeepAliveAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may leave what is ready for it unread, for every 64 KiB of it, before its connection is broken off.</summary>
    /// <value>Default 30 seconds; from 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan WriteStall { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer is read on whose client has left, for backends with <c>onDisconnect: drain</c>.</summary>
    /// <value>Default 2 minutes; from 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaxDrainTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How much of such an answer is read, in bytes.</summary>
    /// <value>Default 16 MiB; from 1 KiB to 1 GiB.</value>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxDrainBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>What the memory for thinking takes on one node, in bytes. Beyond it, the oldest turns are forgotten before their hour is over.</summary>
    /// <value>Default 256 MiB; from 2 MiB, the largest turn and its grain, to 1 TiB.</value>
    [Range(typeof(long), "2097152", "1099511627776")]
    public long MaxThinkingBytes { get; set; } = 256L * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class RelayOptionsRanges : IValidateOptions<RelayOptions>;
