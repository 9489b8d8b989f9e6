namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>What an alias says about translations: how much may be lost, and what is shown.</summary>
public sealed record TranslationOptions
{
    public static TranslationOptions Default { get; } = new();

    /// <summary>What happens to a field that the backend has no counterpart for, and to a history that has to be repaired.</summary>
    public OnUnsupported OnUnsupported { get; init; }

    /// <summary>Whether reasoning is shown to the client, and summaries of it are asked for where a model hides them.</summary>
    /// <value>Default true.</value>
    public bool ExposeReasoning { get; init; } = true;

    /// <summary><c>max_tokens</c> where the client names no limit; null: all that the model can.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether a limit above the model's own is lowered to it rather than left for the provider to refuse.</summary>
    public bool ClampMaxTokens { get; init; }

    /// <summary>What happens to a conversation that ends with an assistant message, where the model cannot continue one.</summary>
    public PrefillMode PrefillMode { get; init; }

    /// <summary>Where instructions go that come after the first turn.</summary>
    public SystemPlacement SystemPlacement { get; init; }

    /// <summary>Whether prompt caching is switched on for clients that do not ask for it. Cache writes cost more than plain input.</summary>
    public bool AutoCache { get; init; }

    /// <summary>Whether the client's <c>user</c> and <c>safety_identifier</c> reach the provider.</summary>
    /// <value>Default true.</value>
    public bool SendUser { get; init; } = true;

    /// <summary>How often a paused turn (server tools) is continued before the answer ends with <c>length</c>.</summary>
    /// <value>Default 5.</value>
    public int MaxPauseContinuations { get; init; } = 5;
}

public enum OnUnsupported
{
    /// <summary>Leave it out or repair it, and say so in <c>x-gateway-translation</c>.</summary>
    Drop,

    /// <summary>Refuse the request.</summary>
    Reject,
}

public enum PrefillMode
{
    Reject,

    /// <summary>Leave the started assistant message out.</summary>
    Drop,

    /// <summary>Ask the model, in a user message, to continue.</summary>
    ContinueAsUser,
}

public enum SystemPlacement
{
    /// <summary>Where the client put them: what was cached stays cached.</summary>
    InPlace,

    /// <summary>All joined at the top, as Anthropic's own compatibility layer does. Each new one invalidates the prompt cache.</summary>
    Hoist,
}
