namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>A caller's access to a product.</summary>
[GenerateSerializer, Immutable, Alias("gateway.SubscriptionDefinition")]
public sealed record SubscriptionDefinition
{
    [Id(0)] public required string Product { get; init; }

    /// <summary>HMAC-SHA-256 of each key under the pepper, in lowercase hexadecimal. The keys themselves are stored nowhere.</summary>
    [Id(1)] public required IReadOnlyList<string> KeyHashes { get; init; }

    /// <summary>One of <see cref="SubscriptionStates"/>.</summary>
    /// <value>Default <c>active</c>.</value>
    [Id(2)] public string State { get; init; } = SubscriptionStates.Active;

    /// <summary>Of its calls alone, beside those of its product. All must pass.</summary>
    [Id(3)] public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];
}

/// <summary>The words that a document may use for <see cref="SubscriptionDefinition.State"/>.</summary>
public static class SubscriptionStates
{
    public const string Active = "active";

    /// <summary>Its keys are known and refused.</summary>
    public const string Suspended = "suspended";

    public static IReadOnlyList<string> All { get; } = [Active, Suspended];
}
