using System.Buffers;
using System.Text;

namespace Orleans.Gateway.Translation.Errors;

/// <summary>Decides for one word of a provider's message whether it is shown.</summary>
internal static class MaskedWords
{
    private static readonly SearchValues<char> PartEnds = SearchValues.Create(":=/?&#%");

    // A slash is not among them: it is part of base64.
    private static readonly SearchValues<char> Separators = SearchValues.Create(":=?&#%");

    private static readonly SearchValues<char> Schemes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    // A name that an operator gave has one of these; an ordinary word after "deployment" or "resource" has none.
    private static readonly SearchValues<char> NameMarks = SearchValues.Create("-_0123456789");

    public static void Append(StringBuilder clean, ReadOnlySpan<char> word, in WordsBefore before)
    {
        if (word.IndexOf("://") is var colon and > 0)
        {
            var scheme = word[..colon].LastIndexOfAnyExcept(Schemes) + 1;
            clean.Append(word[..scheme]).Append("[url]");
        }
        else if (word.Contains("/deployments/", StringComparison.OrdinalIgnoreCase) || word.Contains("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            || word.Contains("/resourceGroups/", StringComparison.OrdinalIgnoreCase))
        {
            clean.Append("[url]");
        }
        else if (PrivateAddress.IsIp(word))
        {
            clean.Append("[address]");
        }
        else if (!word.TrimEnd('=').ContainsAny(Separators) && OpaqueToken.Looks(word))
        {
            clean.Append(before.NameARequest ? word : "[key]");
        }
        else if (before.NameAPrivateThing && word.IndexOfAny(NameMarks) >= 0 && word.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            clean.Append("[name]");
        }
        else if (before.NameASecret && LooksSecret(word))
        {
            clean.Append("[key]");
        }
        else
        {
            AppendParts(clean, word, before);
        }
    }

    private static void AppendParts(StringBuilder clean, ReadOnlySpan<char> word, in WordsBefore before)
    {
        var secret = false;
        while (!word.IsEmpty)
        {
            if (PrivateAddress.StartsHost(word))
            {
                clean.Append("[host]");
                return; // What follows a host is its port and path.
            }

            var length = word.IndexOfAny(PartEnds);
            length = length < 0 ? word.Length : length;
            var part = word[..length];
            if (PrivateAddress.IsEmail(part))
            {
                clean.Append("[email]");
            }
            else if (PrivateAddress.IsIp(part))
            {
                clean.Append("[address]");
            }
            else if (OpaqueToken.IsAccountId(part))
            {
                clean.Append("[account]");
            }
            else if ((OpaqueToken.Looks(part) && !before.NameARequest) || (secret && LooksSecret(part)))
            {
                clean.Append("[key]");
            }
            else
            {
                clean.Append(part);
            }

            secret = WordsBefore.IsSecret(part);
            clean.Append(word.Slice(length, Math.Min(1, word.Length - length)));
            word = word[Math.Min(word.Length, length + 1)..];
        }
    }

    private static bool LooksSecret(ReadOnlySpan<char> word) => word.Length >= 8 && word.IndexOfAnyInRange('0', '9') >= 0;
}
