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

    /// <summary>From this moment on nothing is served, by the clock of each node and without a write; null: it does not end by itself.</summary>
    [Id(10)] public DateTimeOffset? Expires { get; init; }

    /// <summary>The claims of a token that stands for this subscription, beside its keys: all have to be there. Empty: no token does.</summary>
    [Id(11)] public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();
}

/// <summary>The words that a document may use for <see cref="SubscriptionDefinition.State"/>, and which may follow which.</summary>
public static class SubscriptionStates
{
    /// <summary>Waits for an operator's approval: its keys are known and refused.</summary>
    public const string Submitted = "submitted";

    public const string Active = "active";

    /// <summary>Its keys are known and refused, until it is activated.</summary>
    public const string Suspended = "suspended";

    /// <summary>Its keys are known and refused for good.</summary>
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Submitted, Active, Suspended, Cancelled];

    /// <summary>Everything but the end is a matter of an operator's choice.</summary>
    public static bool CanFollow(string before, string after) => before is not Cancelled || after is Cancelled;
}
