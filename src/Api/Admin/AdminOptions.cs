using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Admin;

/// <summary>Who may use the admin API. Section <c>Gateway:Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The admin key.</summary>
    /// <value>Default: generated into <c>admin.key</c> of the data directory (embedded store only). At least 16 characters.</value>
    [MinLength(16)]
    public string? Key { get; set; }
}

[OptionsValidator]
internal sealed partial class AdminOptionsRanges : IValidateOptions<AdminOptions>;
