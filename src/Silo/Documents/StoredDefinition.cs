using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>One definition as it is in force.</summary>
/// <param name="Tag">What its <c>ETag</c> says: the version, where an owner counts versions; else a digest of the content.</param>
/// <param name="Json">As a document spells it, with secrets as references or masks.</param>
public sealed record StoredDefinition(string Name, string Tag, byte[] Json)
{
    public string Text => Encoding.UTF8.GetString(Json);

    internal static StoredDefinition Of(string name, long version, byte[] json) => new(name, version.ToString(System.Globalization.CultureInfo.InvariantCulture), json);

    /// <param name="hidden">What counts and does not show, such as the hashes of keys.</param>
    internal static StoredDefinition Of(string name, byte[] json, params IEnumerable<string> hidden) =>
        new(name, Convert.ToHexStringLower(SHA256.HashData([.. json, .. Encoding.UTF8.GetBytes(string.Join('\n', hidden))]).AsSpan(0, 8)), json);
}
