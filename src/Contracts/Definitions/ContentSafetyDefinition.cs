namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What may not be said, judged by Azure AI Content Safety.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ContentSafetyDefinition")]
public sealed record ContentSafetyDefinition
{
    /// <summary>The resource, for example <c>https://contoso.cognitiveservices.azure.com</c>; the paths of its API are appended.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>A key in the header <c>Ocp-Apim-Subscription-Key</c>, or an identity.</summary>
    [Id(1)] public CredentialsDefinition? Credentials { get; init; }

    /// <summary>From the category (<see cref="SafetyCategories"/>) to the severity from which on a text is blocked; empty: none is looked at.</summary>
    [Id(2)] public IReadOnlyDictionary<string, int> Categories { get; init; } = new Dictionary<string, int>();

    /// <summary>The scale of severities: <c>FourSeverityLevels</c> (0, 2, 4, 6) or <c>EightSeverityLevels</c> (0 to 7).</summary>
    [Id(3)] public string OutputType { get; init; } = SafetyOutputTypes.Four;

    /// <summary>Names of block lists of the resource. A text that holds one of their terms is blocked.</summary>
    [Id(4)] public IReadOnlyList<string> Blocklists { get; init; } = [];

    /// <summary>Whether prompts are looked at for attempts to get around the model's instructions.</summary>
    [Id(5)] public bool ShieldPrompt { get; init; }

    /// <summary>Whether what clients send is judged.</summary>
    /// <value>Default true.</value>
    [Id(6)] public bool Prompts { get; init; } = true;

    /// <summary>Whether what models answer is judged.</summary>
    [Id(7)] public bool Completions { get; init; }

    /// <summary>How much of a stream is judged at once, in characters (Unicode code points).</summary>
    /// <value>Default 1,000; from 50 to 10,000.</value>
    [Id(8)] public int WindowSize { get; init; } = 1_000;

    /// <summary>How much of what was judged is judged again together with what follows, in characters, and held back until then.</summary>
    /// <value>Default 100; from 0 to 5,000, and less than the window.</value>
    [Id(9)] public int WindowOverlap { get; init; } = 100;

    /// <summary>What happens to texts that cannot be judged: <c>refuse</c> or <c>allow</c>.</summary>
    [Id(10)] public string OnFailure { get; init; } = "refuse";

    /// <summary>How long one judgement may take.</summary>
    /// <value>Default 5 seconds.</value>
    [Id(11)] public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node remembers what was found in a text of a prompt, and does not ask about it again.</summary>
    /// <value>Default 10 minutes; 0 asks each time; less than a day.</value>
    [Id(12)] public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The words that a document may use for <see cref="ContentSafetyDefinition.OutputType"/>.</summary>
public static class SafetyOutputTypes
{
    public const string Four = "FourSeverityLevels";
    public const string Eight = "EightSeverityLevels";
}

/// <summary>The words that a document may use for <see cref="ContentSafetyDefinition.Categories"/>.</summary>
public static class SafetyCategories
{
    public const string Hate = "hate";
    public const string SelfHarm = "selfHarm";
    public const string Sexual = "sexual";
    public const string Violence = "violence";

    public static IReadOnlyList<string> All { get; } = [Hate, SelfHarm, Sexual, Violence];
}
