using System.Text.Json;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads the values of a document that are secrets. No mistake ever holds one.</summary>
internal static class SecretValues
{
    /// <param name="valueProblem">What is wrong with the secret itself; must not repeat it. Not asked of one in a vault, which is read when it is used.</param>
    /// <param name="mayBeInVault">Whether the gateway can do without knowing it now.</param>
    public static ClearSecret? Secret(this Node node, IReferenceSource references, Func<string, string?> valueProblem, bool mayBeInVault = false)
    {
        if (IsMask(node))
        {
            var fingerprint = Fingerprint(node);
            if (fingerprint is not null && references.KnowsMasks)
            {
                return ClearSecret.Masked(fingerprint);
            }

            node.Refuse($"is the mask of an exported secret{(fingerprint is null ? "" : $" (fingerprint {fingerprint})")}, not the secret. Write it again, best as a reference such as ${{env:NAME}}.");
            return null;
        }

        var raw = node.RawText();
        if (raw is null)
        {
            return null;
        }

        if (raw.Length == 0)
        {
            node.Refuse("is empty. Write the secret, best as a reference such as ${env:NAME}.");
            return null;
        }

        if (!SecretText.TryParse(raw, out var text, out var problem) || !text.TryResolve(references, out var clear, out problem))
        {
            node.Refuse(problem.EndsWith('.') ? problem : $"{problem}. Provide it to the process that reads this document, or correct the reference.");
            return null;
        }

        if (text.HasVaultReferences)
        {
            if (mayBeInVault)
            {
                return new ClearSecret(clear: null, raw);
            }

            node.Refuse("is in a key vault. A subscription's key has to be known at once: use ${env:NAME} or ${file:path}.");
            return null;
        }

        if (valueProblem(clear) is { } wrong)
        {
            node.Refuse(wrong);
            return null;
        }

        return new ClearSecret(clear, text.HasReferences ? raw : null);
    }

    private static bool IsMask(Node node) => node.Json.ValueKind is JsonValueKind.Object && node.Json.TryGetProperty("configured", out _);

    private static string? Fingerprint(Node node) =>
        node.Json.TryGetProperty("fingerprint", out var digits) && digits.ValueKind is JsonValueKind.String && digits.GetString() is { Length: 6 } text
        && text.All(char.IsAsciiHexDigit)
            ? text
            : null;
}
