using System.Diagnostics.CodeAnalysis;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A secret in a key vault, as its identifier names it: <c>https://NAME.vault.azure.net/secrets/SECRET[/VERSION]</c>.</summary>
/// <param name="Version">Null: the latest.</param>
internal sealed record VaultSecret(Uri Vault, string Name, string? Version)
{
    public static bool TryParse(string identifier, [NotNullWhen(true)] out VaultSecret? secret)
    {
        secret = null;
        if (!Uri.TryCreate(identifier, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        string[] path = uri.AbsolutePath.Split('/');
        if (path is not ["", "secrets", { Length: > 0 }] and not ["", "secrets", { Length: > 0 }, { Length: > 0 }])
        {
            return false;
        }

        if (path.Skip(2).Any(part => part.Length > 127 || !part.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')))
        {
            return false;
        }

        secret = new VaultSecret(new Uri(uri.GetLeftPart(UriPartial.Authority)), path[2], path.Length == 4 ? path[3] : null);
        return true;
    }
}
