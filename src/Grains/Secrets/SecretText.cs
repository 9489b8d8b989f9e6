using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>
/// A secret as a document spells it: literal text, references (<c>${env:NAME}</c>, <c>${file:path}</c>, <c>${keyvault:https://…}</c>), or
/// both, as in <c>Bearer ${env:KEY}</c>. <c>$${</c> stands for the two characters <c>${</c>.
/// </summary>
internal sealed class SecretText
{
    /// <summary>
    /// Literal text beside a reference is stored and exported as it is. A scheme word or a header's syntax may stand there; a run of this
    /// many characters without a separator looks like a part of the secret.
    /// </summary>
    private const int LongestWordBesideReference = 20;

    private const string Vault = "keyvault";

    private readonly List<(string Scheme, string Text)> _parts = [];

    private SecretText()
    {
    }

    public bool HasReferences => _parts.Exists(part => part.Scheme.Length > 0);

    /// <summary>Whether it takes a call of another machine to know it.</summary>
    public bool HasVaultReferences => _parts.Exists(part => part.Scheme is Vault);

    /// <param name="problem">What is wrong and what to do about it; holds no literal text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecretText? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = new SecretText();
        problem = parsed.Read(text) ?? parsed.LiteralBesideReference();
        parsed = problem is null ? parsed : null;
        return problem is null;
    }

    /// <summary>The same text with its vault references followed. What is left can be resolved here.</summary>
    public async ValueTask<SecretText> FollowAsync(KeyVaults vaults, CancellationToken cancellation)
    {
        var followed = new SecretText();
        foreach (var (scheme, text) in _parts)
        {
            followed._parts.Add(scheme is Vault && VaultSecret.TryParse(text, out var secret)
                ? ("", await vaults.ReadAsync(secret, cancellation).ConfigureAwait(false))
                : (scheme, text));
        }

        return followed;
    }

    /// <summary>Of a text without vault references; one with them gets an empty text where they stand.</summary>
    /// <param name="problem">The references that lead nowhere; holds nothing of those that do.</param>
    public bool TryResolve(IReferenceSource references, [NotNullWhen(true)] out string? clear, [NotNullWhen(false)] out string? problem)
    {
        var text = new StringBuilder();
        foreach (var part in _parts.Where(part => part.Scheme is not Vault))
        {
            var value = part.Scheme switch
            {
                "env" => references.Environment(part.Text),
                "file" => references.File(part.Text),
                _ => ReferenceValue.Of(part.Text),
            };

            // Editors and secret stores end a file with a line break that is no part of the secret.
            var found = part.Scheme is "file" ? value.Text?.TrimEnd('\r', '\n') : value.Text;
            if (string.IsNullOrEmpty(found))
            {
                problem = value.Problem ?? (part.Scheme is "env" ? $"the environment variable {part.Text} is empty" : $"the file {part.Text} is empty");
                clear = null;
                return false;
            }

            text.Append(found);
        }

        clear = text.ToString();
        problem = null;
        return true;
    }

    private string? Read(string text)
    {
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("$${"))
            {
                literal.Append("${");
                at += 3;
            }
            else if (rest.StartsWith("${"))
            {
                Literal(literal);
                var end = rest.IndexOf('}');
                if (end < 0)
                {
                    return "a reference has no closing brace. Write ${env:NAME}, ${file:path} or ${keyvault:https://…}.";
                }

                if (Reference(rest[2..end].ToString()) is { } problem)
                {
                    return problem;
                }

                at += end + 1;
            }
            else
            {
                literal.Append(text[at++]);
            }
        }

        Literal(literal);
        return null;
    }

    private string? Reference(string inner)
    {
        var colon = inner.IndexOf(':', StringComparison.Ordinal);
        var (scheme, name) = colon < 0 ? ("", inner) : (inner[..colon], inner[(colon + 1)..]);
        switch (scheme)
        {
            case Vault when !VaultSecret.TryParse(name, out _):
                return "a reference names no secret of a key vault. Write ${keyvault:https://NAME.vault.azure.net/secrets/SECRET}, with /VERSION behind it to stay at one version.";
            case Vault:
                _parts.Add((scheme, name));
                return null;
            case "env" or "file" when name.Length == 0 || name.AsSpan().Trim().Length < name.Length || name.AsSpan().ContainsAny('\0', '\n', '\r'):
                return $"a reference names no {(scheme is "env" ? "variable. Write ${env:NAME}." : "file. Write ${file:path}.")}";
            case "env" when name.Contains('=', StringComparison.Ordinal):
                return "no environment variable has a name with '='. Write ${env:NAME}.";
            case "env" or "file":
                _parts.Add((scheme, name));
                return null;
            default:
                return "a reference is none of ${env:NAME}, ${file:path} and ${keyvault:https://…}. Use one of them; if you mean the characters themselves, write $${ for ${.";
        }
    }

    private void Literal(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add(("", literal.ToString()));
            literal.Clear();
        }
    }

    private string? LiteralBesideReference() =>
        HasReferences && _parts.Exists(part => part.Scheme.Length == 0
            && part.Text.Split([' ', ':', ';', ',', '"', '.', '/'], StringSplitOptions.None).Any(word => word.Length >= LongestWordBesideReference))
            ? "the text beside the reference looks like a part of the secret, and would be stored and shown in clear. Put the whole secret behind the reference."
            : null;
}
