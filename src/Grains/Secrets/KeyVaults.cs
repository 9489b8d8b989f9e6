using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Reads secrets of Azure Key Vault, as the process' own identity. Thread-safe.</summary>
public sealed class KeyVaults
{
    private readonly ConcurrentDictionary<Uri, SecretClient> _clients = new();
    private readonly Lazy<TokenCredential> _credential;
    private readonly Func<SecretClientOptions> _options;

    /// <summary>Signs in as the process may: workload identity, managed identity, or the environment variables of <c>Azure.Identity</c>.</summary>
    public KeyVaults()
        : this(static () => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeInteractiveBrowserCredential = true }), static () => new SecretClientOptions())
    {
    }

    internal KeyVaults(Func<TokenCredential> credential, Func<SecretClientOptions> options)
    {
        _credential = new(credential);
        _options = () =>
        {
            // What is waiting behind it is a call: a vault that hangs is given up and asked again later.
            var clients = options();
            clients.Retry.MaxRetries = 1;
            clients.Retry.NetworkTimeout = TimeSpan.FromSeconds(4);
            return clients;
        };
    }

    /// <exception cref="Azure.RequestFailedException">The vault refuses, or cannot be reached.</exception>
    internal async ValueTask<string> ReadAsync(VaultSecret secret, CancellationToken cancellation)
    {
        var client = _clients.GetOrAdd(secret.Vault, static (vault, self) => new SecretClient(vault, self._credential.Value, self._options()), this);
        var answer = await client.GetSecretAsync(secret.Name, secret.Version, cancellation).ConfigureAwait(false);
        return answer.Value.Value;
    }
}
