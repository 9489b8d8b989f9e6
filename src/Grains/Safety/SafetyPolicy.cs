using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>The content safety of one API, alias or product, ready to be asked.</summary>
internal sealed class SafetyPolicy
{
    /// <summary>The version of the service's API that is spoken.</summary>
    public const string ApiVersion = "2024-09-01";

    /// <summary>Whose it is: <c>api:NAME</c>, <c>alias:API/NAME</c> or <c>product:NAME</c>.</summary>
    public required string Owner { get; init; }

    public required ContentSafetyDefinition Definition { get; init; }

    /// <summary>Stands for the definition in the keys of answers that are kept.</summary>
    public byte[] Stamp => field ??= CacheStamp.Of(Definition);

    /// <summary>Under which the answers to its questions are remembered.</summary>
    public SafetyKeys Keys => field ??= new(Definition);

    /// <summary>Whether what was found in prompts is remembered.</summary>
    public bool Remembers => Definition.RememberFor > TimeSpan.Zero;

    public required Uri Analyze { get; init; }

    public required Uri Shield { get; init; }

    /// <summary>Null: its credential cannot be opened, and nothing can be judged.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    public RefreshedValue? FetchedValue { get; init; }

    /// <summary>The name of the header that <see cref="FetchedValue"/> goes into.</summary>
    public string FetchedHeader { get; init; } = "Authorization";

    public required HttpMessageInvoker Client { get; init; }

    public required SafetyCircuit Circuit { get; init; }

    /// <summary>Whether texts pass that cannot be judged.</summary>
    public bool Allows { get; init; }

    /// <summary>Whether texts are analysed, as against prompts that are only shielded.</summary>
    public bool Analyses => Definition.Categories.Count + Definition.Blocklists.Count > 0;
}
