using Orleans.Gateway.FakeProvider.Anthropic;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.OpenAi;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>The provider as it should be: what it refuses, and what it answers.</summary>
internal sealed class SensibleReply(ScriptedProviderOptions options)
{
    private readonly AnthropicProvider _anthropic = new(options);
    private readonly OpenAiProvider _openAi = new(options);

    internal Refusal? Refuse(ReceivedRequest request) => request.Dialect is Dialect.Anthropic ? _anthropic.Refuse(request) : _openAi.Refuse(request);

    internal Reply Answer(ReceivedRequest request) => request.Dialect is Dialect.Anthropic ? _anthropic.Answer(request) : _openAi.Answer(request);
}
