namespace Orleans.Gateway.Contracts.Limits;

/// <summary>Which counters are looked at: those that calls of one subscription pass.</summary>
/// <param name="Subscription">The anonymous ones included.</param>
/// <param name="Given">Values of what a counter is told apart by beyond the names of the configuration: <c>ip</c>, <c>header:NAME</c>, <c>claim:NAME</c>.</param>
public sealed record CounterQuestion(string Subscription, IReadOnlyDictionary<string, string> Given)
{
    /// <summary>Only of calls of this API; null: of all.</summary>
    public string? Api { get; init; }

    /// <summary>Only of calls of this alias; null: of all.</summary>
    public string? Alias { get; init; }
}
