namespace Orleans.Gateway.Contracts.Limits;

/// <summary>A counter that calls of a subscription pass, as the configuration says.</summary>
/// <param name="Scope"><c>api</c>, <c>alias</c>, <c>product</c> or <c>subscription</c>: what has the limit.</param>
/// <param name="Owner">Its name; of an alias, with its API in front.</param>
/// <param name="Kind">What it counts, as metrics call it.</param>
/// <param name="CounterKey">Who shares it, as the configuration says.</param>
/// <param name="Name">Of the counter itself; null while it is not known which one it is.</param>
/// <param name="Needs">What has to be given for that.</param>
/// <param name="Unit">How much one of what it counts is worth: a millionth of money, 1 of everything else.</param>
public sealed record KnownCounter(
    string Scope, string Owner, string Kind, string CounterKey, string? Name, IReadOnlyList<string> Needs, CounterRule Rule, decimal Unit);
