using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Front;

/// <summary>A front end without a master key: it can neither seal nor open, and says what to do instead.</summary>
internal sealed class KeylessSealer : ISecretSealer
{
    private const string Problem =
        "cannot be sealed: this front end has no Gateway:MasterKey. Write a reference such as ${env:NAME}, or send the secret to a node with a silo.";

    public Secret Seal(string clear, string owner, string field) => throw new SecretUnavailableException(Problem);

    public string Open(Secret secret, string owner, string field) => throw new SecretUnavailableException(Problem);

    public Secret? SealAnew(Secret secret, string owner, string field) => throw new SecretUnavailableException(Problem);

    public string Fingerprint(string clear) => throw new SecretUnavailableException(Problem);
}
