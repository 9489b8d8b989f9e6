using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>What has to be there when the store is Azure Storage, and what does not fit each other.</summary>
internal sealed class AzureStorageOptionsRules(IOptions<NodeOptions> node) : IValidateOptions<AzureStorageOptions>
{
    private const string Section = AzureStorageOptions.Section;

    public ValidateOptionsResult Validate(string? name, AzureStorageOptions options)
    {
        if (node.Value.Store is not NodeStore.AzureStorage)
        {
            return ValidateOptionsResult.Success;
        }

        return Mistake(options) is { } mistake ? ValidateOptionsResult.Fail(mistake) : ValidateOptionsResult.Success;
    }

    private static string? Mistake(AzureStorageOptions options)
    {
        var byString = !string.IsNullOrEmpty(options.ConnectionString);
        var byUrl = options.BlobServiceUri is not null || options.TableServiceUri is not null;
        return (byString, byUrl) switch
        {
            (false, false) => $"Gateway:Store=AzureStorage needs {Section}:ConnectionString, or {Section}:BlobServiceUri and {Section}:TableServiceUri.",
            (true, true) => $"{Section}:ConnectionString and the two service URLs exclude each other. Leave one of them out.",
            (true, false) => AzureAccount.IsConnectionString(options.ConnectionString!) ? null : $"{Section}:ConnectionString is not the connection string of a storage account.",
            (false, true) => MistakeInUrl(nameof(options.BlobServiceUri), options.BlobServiceUri) ?? MistakeInUrl(nameof(options.TableServiceUri), options.TableServiceUri),
        };
    }

    // A token must not cross a wire that anybody can read; the client would refuse it as well, but only at the first request.
    private static string? MistakeInUrl(string setting, Uri? url) => url switch
    {
        null => $"{Section}:{setting} is missing: an account that is named by its URLs needs both.",
        { IsAbsoluteUri: true, Scheme: "https" } => null,
        _ => $"{Section}:{setting} has to be an https URL, because the process signs in there with a token.",
    };
}
