using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace Orleans.Clustering.AzureStorage;

/// <summary>The table in which silos find each other. The names are those of Orleans' own package.</summary>
public partial class AzureStorageOperationOptions
{
    /// <summary>The table. It is created where it does not exist.</summary>
    public virtual string TableName { get; set; } = null!;

    /// <summary>The client that all requests go through. Its own retries and timeouts are the only ones.</summary>
    /// <value>Required.</value>
    [DisallowNull]
    public TableServiceClient? TableServiceClient { get; set; }

    internal void Validate()
    {
        if (TableServiceClient is null)
        {
            throw new OrleansConfigurationException($"{GetType().Name} has no {nameof(TableServiceClient)}.");
        }

        if (TableName is null || !Name().IsMatch(TableName))
        {
            throw new OrleansConfigurationException(
                $"{GetType().Name} has the table '{TableName}'. The name of a table has 3 to 63 letters and digits, and begins with a letter.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}\\z")]
    private static partial Regex Name();
}

/// <summary>Where silos register.</summary>
public class AzureStorageClusteringOptions : AzureStorageOperationOptions
{
    public const string DEFAULT_TABLE_NAME = "OrleansSiloInstances";

    /// <value>Default <c>OrleansSiloInstances</c>.</value>
    public override string TableName { get; set; } = DEFAULT_TABLE_NAME;
}

/// <summary>Where a client looks for silos.</summary>
public class AzureStorageGatewayOptions : AzureStorageOperationOptions
{
    /// <value>Default <c>OrleansSiloInstances</c>.</value>
    public override string TableName { get; set; } = AzureStorageClusteringOptions.DEFAULT_TABLE_NAME;
}

/// <summary>Refuses at the start what the Table service would refuse at the first request.</summary>
internal sealed class AzureStorageOperationOptionsValidator(AzureStorageOperationOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration() => options.Validate();
}
