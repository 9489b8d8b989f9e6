namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What an operator knows better about a model than its name tells. Null keeps what the gateway knows of the family.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CapabilitiesDefinition")]
public sealed record CapabilitiesDefinition
{
    /// <summary>The name of a Claude model that this one is like, for deployments whose own name tells nothing.</summary>
    [Id(0)] public string? Family { get; init; }

    /// <value>From 1 to 1,000,000.</value>
    [Id(1)] public int? MaxOutputTokens { get; init; }

    /// <summary>How many of <c>temperature</c>, <c>top_p</c> and <c>top_k</c> may be sent: <c>none</c>, <c>one</c>, <c>all</c>.</summary>
    [Id(2)] public string? Sampling { get; init; }

    /// <summary>Whether <c>thinking: enabled</c> with a budget is taken.</summary>
    [Id(3)] public bool? BudgetThinking { get; init; }

    /// <summary>Whether <c>thinking: adaptive</c> is taken.</summary>
    [Id(4)] public bool? AdaptiveThinking { get; init; }

    [Id(5)] public bool? ThinksByDefault { get; init; }

    /// <summary><c>omit</c>, <c>disabled</c>, <c>betweenTools</c>, <c>impossible</c>.</summary>
    [Id(6)] public string? ThinkingOff { get; init; }

    /// <summary>Whether thinking is left out of answers unless summaries are asked for.</summary>
    [Id(7)] public bool? HidesThinking { get; init; }

    /// <summary>The efforts that the model takes: <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>, in this order. Empty: it takes none.</summary>
    [Id(8)] public IReadOnlyList<string>? Effort { get; init; }

    /// <summary>Whether <c>tool_choice</c> may insist on a tool.</summary>
    [Id(9)] public bool? ForcedToolChoice { get; init; }

    /// <summary>Whether a conversation may end with a started assistant turn.</summary>
    [Id(10)] public bool? Prefill { get; init; }

    /// <summary>Whether answers can be bound to a JSON schema.</summary>
    [Id(11)] public bool? StructuredOutput { get; init; }

    [Id(12)] public bool? StrictTools { get; init; }

    /// <summary>Whether instructions may stand among the messages.</summary>
    [Id(13)] public bool? MidConversationSystem { get; init; }

    [Id(14)] public bool? PriorityTier { get; init; }
}
