using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>Where a value comes from by which calls are told apart: a header that the client sent, or a claim of its token. Never changes.</summary>
/// <param name="Name">Of a header in any case; of a claim exactly.</param>
internal readonly record struct CallSource(bool IsClaim, string Name)
{
    private const string Header = "header:";
    private const string Claim = "claim:";

    /// <summary>As subscriptions name them, in characters.</summary>
    private const int LongestClaim = 256;

    /// <summary>Null when the text is about something else.</summary>
    public static CallSource? Of(string text) =>
        text.StartsWith(Header, StringComparison.Ordinal) ? new(IsClaim: false, text[Header.Length..])
        : text.StartsWith(Claim, StringComparison.Ordinal) ? new(IsClaim: true, text[Claim.Length..])
        : null;

    /// <summary>What is wrong with the name; null when nothing is.</summary>
    /// <param name="headerProblem">What is wrong with the name of a header.</param>
    public string? Problem(Func<string, string?> headerProblem) =>
        !IsClaim ? headerProblem(Name)
        : Name.Length is 0 or > LongestClaim || Name.Any(char.IsControl) ? $"names no claim. Use claim:NAME, with a name of 1 to {LongestClaim} characters."
        : null;

    /// <summary>The value; null when the call has none. One that came with a key has no claims.</summary>
    public string? In(ChatCall call) =>
        IsClaim ? call.CountedClaims.Sent(Name, StringComparison.Ordinal) : call.CountedHeaders.Sent(Name, StringComparison.OrdinalIgnoreCase);
}
