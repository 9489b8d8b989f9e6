namespace Orleans.Gateway.Translation.Errors;

/// <summary>Tells keys and account ids from model names, field paths and the ids of requests, by their looks.</summary>
internal static class OpaqueToken
{
    private static readonly string[] KeyStarts =
        ["sk-", "sk_", "pk_", "rk_", "gsk_", "xai-", "AIza", "ya29.", "eyJ", "hf_", "ghp_", "AKIA", "ASIA", "gw-", "pplx-", "nvapi-", "fw_", "r8_", "xoxb-"];

    private static readonly string[] AccountStarts = ["org-", "org_", "proj_", "proj-", "acct_", "user-", "wrkspc_", "workspace_"];

    // Ids that a developer needs to find the call or the block again.
    private static readonly string[] KeptStarts =
    [
        "req_", "req-", "chatcmpl", "cmpl-", "msg_", "toolu_", "srvtoolu_", "call_", "resp_", "rs_", "fc_", "run_", "batch_", "file-", "file_", "gen-", "asst_",
        "thread_", "tool_", "fp_", "container_", "ftjob-", "vs_",
    ];

    public static bool Looks(ReadOnlySpan<char> word)
    {
        if (StartsWithAny(word, KeyStarts))
        {
            return word.Length >= 8 || word.StartsWith("sk-", StringComparison.Ordinal);
        }

        if (word.Contains("***", StringComparison.Ordinal))
        {
            return word.IndexOfAnyExcept('*') >= 0; // A key that the provider has shortened itself.
        }

        return word.Length >= 20 && !StartsWithAny(word, KeptStarts) && !Guid.TryParseExact(word, "D", out _) && IsRandom(word);
    }

    /// <summary>OpenAI's and Anthropic's ids of organisations, projects, users and workspaces: prefix and at least 8 random characters.</summary>
    public static bool IsAccountId(ReadOnlySpan<char> word)
    {
        foreach (var start in AccountStarts)
        {
            if (word.StartsWith(start, StringComparison.Ordinal))
            {
                var id = word[start.Length..];
                return id.Length >= 8 && id.IndexOfAnyInRange('0', '9') >= 0 && id.IndexOfAny('-', '_', '.') < 0;
            }
        }

        return false;
    }

    /// <summary>One unbroken run of letters and digits that no word and no model name has, or letters and digits that change places too often.</summary>
    private static bool IsRandom(ReadOnlySpan<char> word)
    {
        int run = 0, runDigits = 0, digits = 0, changes = 0, others = 0;
        var last = Sort.None;
        foreach (var c in word)
        {
            var sort = char.IsAsciiDigit(c) ? Sort.Digit : char.IsAsciiLetterUpper(c) ? Sort.Upper : char.IsAsciiLetterLower(c) ? Sort.Lower : Sort.None;
            others += sort == Sort.None && c is not ('+' or '/' or '=' or '-' or '_') ? 1 : 0;
            digits += sort == Sort.Digit ? 1 : 0;
            changes += sort != last && sort != Sort.None && last != Sort.None && !(last == Sort.Upper && sort == Sort.Lower) ? 1 : 0;
            (run, runDigits) = sort == Sort.None ? (0, 0) : (run + 1, runDigits + (sort == Sort.Digit ? 1 : 0));
            last = sort;

            var letters = run - runDigits;
            if ((run >= 20 && runDigits >= 3 && letters >= 2) || (run >= 32 && runDigits >= 1 && letters >= 1) || run >= 40)
            {
                return true;
            }
        }

        return others == 0 && digits >= 1 && ((word.Length >= 32 && changes >= 8) || (word[^1] == '=' && word.Length >= 24 && changes >= 4));
    }

    private static bool StartsWithAny(ReadOnlySpan<char> word, string[] starts)
    {
        foreach (var start in starts)
        {
            if (word.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private enum Sort
    {
        None,
        Digit,
        Upper,
        Lower,
    }
}
