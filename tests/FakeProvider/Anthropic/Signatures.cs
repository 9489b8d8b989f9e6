using System.Text;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>Signatures of thinking blocks. They carry what they vouch for: the text, and the prefix that it was thought behind.</summary>
internal static class Signatures
{
    internal static string Sign(string text, string prefix) => $"fake.{prefix}.{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}";

    /// <summary>Null for a signature of somebody else, or of another text; a hidden text is empty and counts as the same.</summary>
    internal static string? PrefixOf(string signature, string text)
    {
        var parts = signature.Split('.');
        if (parts is not ["fake", var prefix, var encoded])
        {
            return null;
        }

        return text.Length == 0 || encoded == Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) ? prefix : null;
    }
}
