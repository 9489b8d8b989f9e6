namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>How much a translation may lose, and what it shows: settings of an alias that act where a target speaks another format than the client.</summary>
/// <remarks>Choices are kept as the words of the document, so that stored state stays readable and can be reordered.</remarks>
[GenerateSerializer, Immutable, Alias("gateway.TranslationDefinition")]
public sealed record TranslationDefinition
{
    /// <summary>What happens to a field that the backend has no counterpart for, and to a history that has to be repaired.</summary>
    /// <value>Default <c>drop</c>: leave it out and say so in a header; or <c>reject</c>: refuse the request.</value>
    [Id(0)] public string OnUnsupported { get; init; } = "drop";

    /// <summary>Whether the client sees what the model thought.</summary>
    /// <value>Default true.</value>
    [Id(1)] public bool ExposeReasoning { get; init; } = true;

    /// <summary>The limit on the answer where the client names none. Null: all that the model can.</summary>
    /// <value>Default null; from 1 to 1,000,000 tokens.</value>
    [Id(2)] public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether a limit above the model's own is lowered to it rather than left for the provider to refuse.</summary>
    [Id(3)] public bool ClampMaxTokens { get; init; }

    /// <summary>What happens to a conversation that ends with an assistant message, where the model cannot continue one.</summary>
    /// <value>Default <c>reject</c>; or <c>drop</c>, <c>continueAsUser</c>.</value>
    [Id(4)] public string Prefill { get; init; } = "reject";

    /// <summary>Where instructions go that come after the first turn.</summary>
    /// <value>Default <c>inPlace</c>; or <c>hoist</c>: to the top.</value>
    [Id(5)] public string SystemPlacement { get; init; } = "inPlace";

    /// <summary>Whether prompt caching is switched on for clients that do not ask for it.</summary>
    [Id(6)] public bool AutoCache { get; init; }

    /// <summary>Whether the client's <c>user</c> and <c>safety_identifier</c> reach the provider.</summary>
    /// <value>Default true.</value>
    [Id(7)] public bool SendUser { get; init; } = true;

    /// <summary>How often a paused turn is continued, each time at the price of a call, before the answer ends with <c>length</c>.</summary>
    /// <value>Default 5; from 0 to 20.</value>
    [Id(8)] public int MaxPauseContinuations { get; init; } = 5;
}
