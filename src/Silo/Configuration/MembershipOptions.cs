using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>
/// How soon a silo is missed, and how sure the others have to be. Section <c>Gateway:Membership</c>. The names are Orleans' own; the values were
/// measured: grains of a killed silo are back after about a second, those of a hung one after two to three, and a starved machine evicts nobody.
/// Of no meaning for the embedded store.
/// </summary>
public sealed class MembershipOptions
{
    public const string Section = "Gateway:Membership";

    /// <summary>The first time limit of a probe, which Orleans adapts between half of it and <see cref="MaxProbeTimeout"/>.</summary>
    /// <value>Default 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time limit that a probe comes to.</summary>
    /// <value>Default 4 seconds; from 100 milliseconds to 2 minutes, and not below <see cref="ProbeTimeout"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan MaxProbeTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>After so many probes without an answer, a silo votes.</summary>
    /// <value>Default 3; from 1 to 20.</value>
    [Range(1, 20)]
    public int NumMissedProbesLimit { get; set; } = 3;

    /// <summary>So many silos have to agree. With two silos, one is enough.</summary>
    /// <value>Default 2; from 1 to 10.</value>
    [Range(1, 10)]
    public int NumVotesForDeathDeclaration { get; set; } = 2;

    /// <summary>How long a vote counts.</summary>
    /// <value>Default 2 minutes; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DeathVoteExpirationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a connection over which something came lately speaks against a vote. On, a hung silo is missed three <see cref="MaxProbeTimeout"/> later.</summary>
    /// <value>Default false.</value>
    public bool EnableConnectionLivenessCheck { get; set; }

    /// <summary>How often a silo reads the membership, besides what it is told.</summary>
    /// <value>Default 15 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a silo writes that it is alive.</summary>
    /// <value>Default 10 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan IAmAliveTablePublishTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After so many of those that did not come, a silo that starts takes no notice of the row: what a restart of a whole cluster waits for.</summary>
    /// <value>Default 3; from 2 to 20.</value>
    [Range(2, 20)]
    public int NumMissedTableIAmAliveLimit { get; set; } = 3;

    /// <summary>How long a silo tries to reach the others before it gives up; then it is started again.</summary>
    /// <value>Default 1 minute; from 5 seconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan MaxJoinAttemptTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a silo's own row may be missing from the membership before the process ends itself: the store was emptied, and a second cluster may be forming.</summary>
    /// <value>Default 30 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MissingRowLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a front end without a silo reads which silos there are.</summary>
    /// <value>Default 5 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan GatewayListRefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class MembershipOptionsRanges : IValidateOptions<MembershipOptions>;

/// <summary>Values that do not fit each other.</summary>
internal sealed class MembershipOptionsRules : IValidateOptions<MembershipOptions>
{
    public ValidateOptionsResult Validate(string? name, MembershipOptions options) =>
        options.MaxProbeTimeout < options.ProbeTimeout
            ? ValidateOptionsResult.Fail("Gateway:Membership:MaxProbeTimeout is below Gateway:Membership:ProbeTimeout. Set it to four times that.")
            : ValidateOptionsResult.Success;
}
