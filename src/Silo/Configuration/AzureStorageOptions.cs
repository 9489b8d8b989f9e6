using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The storage account of <c>Gateway:Store=AzureStorage</c>: by a connection string, or by its two URLs and an identity. Section <c>Gateway:AzureStorage</c>.</summary>
public sealed class AzureStorageOptions
{
    public const string Section = "Gateway:AzureStorage";

    /// <summary>The connection string of the account. Whoever has it has everything in the account.</summary>
    /// <value>Default none: the two URLs are used.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The Blob service, for example <c>https://contoso.blob.core.windows.net</c>. The process signs in as the identity that it runs under.</summary>
    /// <value>Default none: the connection string is used.</value>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The Table service, for example <c>https://contoso.table.core.windows.net</c>. The process signs in as the identity that it runs under.</summary>
    /// <value>Default none: the connection string is used.</value>
    public Uri? TableServiceUri { get; set; }

    /// <summary>The client id of a user-assigned managed identity.</summary>
    /// <value>Default none: the identity that Azure assigned to the machine, or what the environment says.</value>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>The container that holds the state of the grains, a blob each. Created where it does not exist.</summary>
    /// <value>Default <c>grainstate</c>. 3 to 63 lower-case letters, digits and single hyphens.</value>
    [Required]
    [RegularExpression("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*")]
    public string ContainerName { get; set; } = "grainstate";

    /// <summary>The table in which silos find each other. Created where it does not exist.</summary>
    /// <value>Default <c>OrleansSiloInstances</c>. 3 to 63 letters and digits, the first a letter.</value>
    [Required]
    [RegularExpression("[A-Za-z][A-Za-z0-9]{2,62}")]
    public string TableName { get; set; } = "OrleansSiloInstances";

    /// <summary>How long a request waits for the service. It is not repeated then: a service that hangs costs this much, and no more.</summary>
    /// <value>Default 2 seconds; from 200 milliseconds to 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(2);
}

[OptionsValidator]
internal sealed partial class AzureStorageOptionsRanges : IValidateOptions<AzureStorageOptions>;
