namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>The properties that one kind of object may have. The JSON schema says the same, and a test compares the two.</summary>
/// <param name="Kind">As a sentence calls it.</param>
internal sealed record Shape(string Kind, params string[] Properties)
{
    public static Shape Document { get; } = new("the document", "$schema", "backends", "apis", "products", "subscriptions", "metrics");
    public static Shape Backend { get; } = new("a backend", "format", "url", "model", "credentials", "timeouts", "headers", "anthropicVersion", "betas",
        "streamUpstream", "capabilities", "allowClientBetas", "webSearch", "allowFileIds", "circuit", "maxConcurrent", "maxQueue", "queueTimeout",
        "contextWindow", "prices", "onDisconnect", "egress", "caFile", "proxy", "limits");
    public static Shape Prices { get; } = new("prices", "input", "output", "cached", "cacheWrite");
    public static Shape Metrics { get; } = new("metrics", "dimensions", "values", "maxValues", "subscriptions");
    public static Shape Credentials { get; } = new("credentials", "header", "managedIdentity");
    public static Shape CredentialHeader { get; } = new("a credential's header", "name", "value");
    public static Shape ManagedIdentity { get; } = new("a managed identity", "resource", "clientId");
    public static Shape Timeouts { get; } = new("timeouts", "connect", "firstByte", "answer", "firstContent", "idle", "total");
    public static Shape Capabilities { get; } = new("capabilities", "family", "maxOutputTokens", "sampling", "budgetThinking", "adaptiveThinking",
        "thinksByDefault", "thinkingOff", "hidesThinking", "effort", "forcedToolChoice", "prefill", "structuredOutput", "strictTools",
        "midConversationSystem", "priorityTier");
    public static Shape Circuit { get; } = new("a circuit", "enabled", "rules", "trip", "maxTrip", "acceptRetryAfter");
    public static Shape CircuitRule { get; } = new("a circuit's rule", "failures", "percent", "minimumCalls", "interval", "statuses", "errors");
    public static Shape Api { get; } = new("an API", "path", "displayName", "default", "aliases", "limits", "contentSafety");
    public static Shape Alias { get; } = new("an alias", "targets", "strategy", "affinity", "maxAttempts", "panic", "onUnsupported", "exposeReasoning", "defaultMaxTokens", "clampMaxTokens",
        "prefill", "systemPlacement", "autoCache", "sendUser", "maxPauseContinuations", "defaults", "forced", "limits", "contentSafety");
    public static Shape Target { get; } = new("a target", "backend", "priority", "weight");
    public static Shape Product { get; } = new("a product", "apis", "showRouting", "limits", "approval", "open", "logging", "contentSafety", "cache");
    public static Shape Logging { get; } = new("logging", "prompts", "completions", "maxBytes", "redact");
    public static Shape Subscription { get; } = new("a subscription", "product", "keys", "limits", "state", "expires", "claims");
    public static Shape Limit { get; } = new("a limit", "tokensPerMinute", "tokenQuota", "tokenQuotaPeriod", "spendLimit", "spendLimitPeriod", "requestsPerMinute",
        "maxConcurrent", "counterKey",
        "estimatePromptTokens", "onUnavailable", "retryAfterHeaderName", "remainingQuotaTokensHeaderName", "remainingTokensHeaderName",
        "tokensConsumedHeaderName");

    public static Shape BackendLimit { get; } = new("a backend's limit", "tokensPerMinute", "tokenQuota", "tokenQuotaPeriod", "spendLimit", "spendLimitPeriod",
        "requestsPerMinute", "estimatePromptTokens", "onUnavailable");

    public static Shape ContentSafety { get; } = new("content safety", "endpoint", "credentials", "categories", "outputType", "blocklists", "shieldPrompt",
        "prompts", "completions", "windowSize", "windowOverlap", "onFailure", "timeout", "rememberFor");
    public static Shape SafetyCategories { get; } = new("categories", "hate", "selfHarm", "sexual", "violence");

    public static Shape Cache { get; } = new("a cache", "ttl", "maxBytes", "singleFlight");

    public static IReadOnlyList<Shape> All { get; } =
        [Document, Backend, Credentials, CredentialHeader, ManagedIdentity, Timeouts, Capabilities, Circuit, CircuitRule, Api, Alias, Target, Product, Subscription, Limit,
        BackendLimit, Prices, Metrics, Logging, ContentSafety, SafetyCategories, Cache];
}
