using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Admin;

/// <summary>Who may use the admin API. Section <c>Gateway:Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The admin key.</summary>
    /// <value>Default: generated into <c>admin.key</c> of the data directory (embedded store only). The same on all nodes. At least 16 characters.</value>
    [MinLength(16)]
    public string? Key { get; set; }
}

[OptionsValidator]
internal sealed partial class AdminOptionsRanges : IValidateOptions<AdminOptions>;

/// <summary>A key that one node made up opens no other.</summary>
internal sealed class AdminOptionsRules(IOptions<NodeOptions> node) : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options) =>
        node.Value.Store is not NodeStore.Sqlite && string.IsNullOrEmpty(options.Key)
            ? ValidateOptionsResult.Fail($"Gateway:Admin:Key is missing, and Gateway:Store={node.Value.Store} is shared by nodes that all need the same. Set it to a secret of at least 16 characters.")
            : ValidateOptionsResult.Success;
}
