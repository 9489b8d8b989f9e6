using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>What is known of one version of a backend that speaks Messages. Shared by all its calls.</summary>
internal sealed class AnthropicBackend(BackendDefinition definition)
{
    private readonly AnthropicModel _model = new(definition.Target(definition.Model ?? ""));

    /// <summary>By alias, for a backend without a model of its own. As many as there are aliases in the catalog.</summary>
    private readonly ConcurrentDictionary<string, AnthropicModel> _byAlias = new(StringComparer.Ordinal);

    /// <summary>The <c>anthropic-version</c> of every call.</summary>
    public string Version { get; } = definition.AnthropicVersion ?? MessagesTarget.DefaultVersion;

    /// <summary>The model of a call; a backend without one of its own is asked for the alias.</summary>
    public AnthropicModel ModelFor(string alias) =>
        definition.Model is not null ? _model : _byAlias.GetOrAdd(alias, static (name, definition) => new(definition.Target(name)), definition);
}

/// <summary>What the table says of a model, and what its refusals have taught since.</summary>
internal sealed class AnthropicModel(MessagesTarget target)
{
    private readonly Lock _gate = new();
    private RequestRepairs _learned;

    public MessagesTarget Target => target;

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

    /// <summary>
    /// A request that was refused was answered with these repairs. What is true of the model, as against that one request, is kept for all later calls.
    /// Not before the answer: the refusal may have had another reason, such as a field of a client, from which nobody else is to suffer.
    /// </summary>
    public void Helped(RequestRepairs repairs)
    {
        lock (_gate)
        {
            _learned = _learned.And(repairs.Lasting(target));
        }
    }
}
