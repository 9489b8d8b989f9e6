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
}

[OptionsValidator]
internal sealed partial class RelayOptionsRanges : IValidateOptions<RelayOptions>;
