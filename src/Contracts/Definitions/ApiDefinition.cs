namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>One unified model API. Its aliases are definitions of their own, with their own versions.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ApiDefinition")]
public sealed record ApiDefinition
{
    /// <summary>Where it is served, for example <c>/llm/v1</c>: starts with a slash, ends without one.</summary>
    [Id(0)] public required string Path { get; init; }

    [Id(1)] public string? DisplayName { get; init; }

    /// <summary>Whether it is also served under <c>/v1</c>, <c>/openai/v1</c> and <c>/openai/deployments</c>. An only API always is.</summary>
    [Id(2)] public bool Default { get; init; }

    /// <summary>Of all its calls. All must pass.</summary>
    [Id(3)] public IReadOnlyList<LimitDefinition> Limits { get; init; } = [];

    /// <summary>What none of its calls may say. Null: anything.</summary>
    [Id(50)] public ContentSafetyDefinition? ContentSafety { get; init; }
}
