namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Which URLs a backend may have.</summary>
public static class UrlRules
{
    public const int MaxLength = 2_048;

    /// <summary>Null when nothing is wrong. Does not repeat the URL, since somebody may have put a password into it.</summary>
    public static string? Problem(string url)
    {
        if (url.Any(character => char.IsWhiteSpace(character) || character is '\\')
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.Host.Length == 0
            || uri.Port == 0
            || Uri.CheckHostName(uri.IdnHost) is UriHostNameType.Unknown)
        {
            return "is not an absolute http or https URL. Write one such as \"https://api.openai.com/v1\".";
        }

        // Letters and digits of other scripts may be folded to ASCII when the name is looked up: ①⑥⑨.… can be 169.…
        return !System.Text.Ascii.IsValid(uri.Host) ? "has a host with characters other than ASCII. Write it as it is looked up, xn--…."
            : url.Contains('#', StringComparison.Ordinal) ? "has a fragment (#…), which no server ever sees. Remove it."
            : uri.UserInfo.Length > 0 || AuthorityHasAt(url) ? "has a user name or password in it. Remove them and use credentials.header."
            : ForbiddenAddresses.Contains(uri.IdnHost.Trim('[', ']')) ? "leads to a link-local or metadata address, where no model is served. Use the address of the model."
            : null;
    }

    // "https://@host" has an empty user, which the parser does not report.
    private static bool AuthorityHasAt(string url)
    {
        var authority = url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var end = authority.IndexOfAny(['/', '?']);
        return (end < 0 ? authority : authority[..end]).Contains('@', StringComparison.Ordinal);
    }
}
