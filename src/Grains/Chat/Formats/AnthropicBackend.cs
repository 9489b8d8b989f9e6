using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>
/// What is known of one version of a backend that speaks Messages: what the table says of its model, and what its refusals have taught since.
/// Shared by all its calls.
/// </summary>
internal sealed class AnthropicBackend(BackendDefinition definition)
{
    private readonly Lock _gate = new();
    private readonly MessagesTarget _target = definition.Target(definition.Model ?? "");

    /// <summary>By alias, for a backend without a model of its own. As many as there are aliases in the catalog.</summary>
    private readonly ConcurrentDictionary<string, MessagesTarget> _byAlias = new(StringComparer.Ordinal);
    private RequestRepairs _learned;

    public RequestRepairs Learned
    {
        get
        {
            lock (_gate)
            {
                return _learned;
            }
        }
    }

    /// <summary>The <c>anthropic-version</c> of every call.</summary>
    public string Version { get; } = definition.AnthropicVersion ?? MessagesTarget.DefaultVersion;

    /// <summary>The target of a call; a backend without a model of its own is asked for the alias.</summary>
    public MessagesTarget TargetFor(string alias) =>
        definition.Model is not null ? _target : _byAlias.GetOrAdd(alias, static (name, definition) => definition.Target(name), definition);

    /// <summary>
    /// What a refusal teaches, on top of what the call was sent with: null when nothing. What is true of the model, as against this one request, is
    /// kept for all later calls.
    /// </summary>
    public RequestRepairs? Learn(ProviderFailure failure, TranslatedRequest sent, RequestRepairs known)
    {
        if (RepairRules.Match(failure, known, sent) is not { } repairs)
        {
            return null;
        }

        lock (_gate)
        {
            _learned = repairs.Lasting;
        }

        return repairs;
    }
}
