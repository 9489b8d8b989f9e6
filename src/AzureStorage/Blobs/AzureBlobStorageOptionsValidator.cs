using System.Text.RegularExpressions;

namespace Orleans.Configuration;

/// <summary>Refuses at the start of a silo what the Blob service would refuse at the first write.</summary>
public partial class AzureBlobStorageOptionsValidator(AzureBlobStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.BlobServiceClient is null)
        {
            throw new OrleansConfigurationException($"The storage provider '{name}' has no {nameof(AzureBlobStorageOptions.BlobServiceClient)}.");
        }

        if (options.ContainerName is null || !ContainerName().IsMatch(options.ContainerName))
        {
            throw new OrleansConfigurationException(
                $"The storage provider '{name}' has the container '{options.ContainerName}'. The name of a container has 3 to 63 lower-case letters, digits and single hyphens.");
        }
    }

    [GeneratedRegex("^(?=.{3,63}\\z)[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ContainerName();
}
