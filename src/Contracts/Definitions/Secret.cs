namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>
/// A secret as it may be stored and sent between processes: a reference to where it is kept, or sealed under the master key. Never in clear.
/// </summary>
/// <param name="Reference">The text with its references (<c>${env:NAME}</c>, <c>${file:path}</c>) unresolved; null when sealed.</param>
/// <param name="Sealed">The sealed bytes, with version and key id, in base64; null when it is a reference.</param>
/// <param name="Fingerprint">Six hexadecimal digits by which an operator tells two secrets apart; null for a reference.</param>
[GenerateSerializer, Immutable, Alias("gateway.Secret")]
public sealed record Secret([property: Id(0)] string? Reference, [property: Id(1)] string? Sealed, [property: Id(2)] string? Fingerprint)
{
    /// <summary>Nothing of the secret: this ends in logs and exceptions sooner or later.</summary>
    public override string ToString() => Reference is not null ? "(reference)" : "(sealed)";
}
