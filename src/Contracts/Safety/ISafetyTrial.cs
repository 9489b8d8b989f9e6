namespace Orleans.Gateway.Contracts.Safety;

/// <summary>Judges a text by the content safety of an API or a product, as this process would judge a prompt.</summary>
public interface ISafetyTrial
{
    /// <summary>Null: there is no such API or product, or it has no content safety.</summary>
    /// <param name="owner"><c>api:NAME</c> or <c>product:NAME</c>.</param>
    /// <param name="text">From 1 to 10,000 characters.</param>
    Task<SafetyTried?> AskAsync(string owner, string text, CancellationToken cancellation);
}

/// <summary>What was found.</summary>
/// <param name="Verdict"><c>clean</c>, <c>blocked</c>, or <c>unknown</c> where the service did not answer.</param>
/// <param name="BlockedBy">The category, <c>blocklist</c> or <c>promptAttack</c>; null when it is not blocked.</param>
/// <param name="Categories">The severity that the service sees, by the categories of the policy.</param>
/// <param name="Thresholds">The severity from which on a text is blocked, by category.</param>
public sealed record SafetyTried(
    string Verdict, string? BlockedBy, IReadOnlyDictionary<string, int> Categories, IReadOnlyDictionary<string, int> Thresholds, TimeSpan Took);
