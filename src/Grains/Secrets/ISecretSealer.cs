using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Turns a secret into a form that may be stored, and back.</summary>
public interface ISecretSealer
{
    /// <param name="owner">Whose secret it is; see <see cref="SecretPlace"/>. It opens only for the same owner and field.</param>
    /// <exception cref="SecretUnavailableException">This process has no key to seal with.</exception>
    Secret Seal(string clear, string owner, string field);

    /// <exception cref="SecretUnavailableException">It was sealed under another key or for another place, or it is damaged.</exception>
    string Open(Secret secret, string owner, string field);

    /// <summary>The same secret sealed under the current master key; null when it is that already, or no sealed secret.</summary>
    /// <exception cref="SecretUnavailableException">It cannot be opened.</exception>
    Secret? SealAnew(Secret secret, string owner, string field);

    /// <summary>Six hexadecimal digits, the same for the same secret under the same master key.</summary>
    string Fingerprint(string clear);
}
