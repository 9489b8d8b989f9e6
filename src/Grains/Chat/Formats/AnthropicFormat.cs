using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Thinking;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>Backends that speak Messages: requests and answers are translated.</summary>
internal sealed class AnthropicFormat(ProviderClients clients, ThinkingMemory memory) : IBackendFormat
{
    public string Name => BackendFormats.Anthropic;

    public HttpMessageInvoker ClientOf(string backend, BackendDefinition definition, Uri url) => clients.For(backend, url, definition.Timeouts.Connect, EgressRoute.Of(definition));

    public object Prepare(BackendDefinition definition) => new AnthropicBackend(definition);

    public async ValueTask<Exchange> OpenAsync(BackendView backend, CallRequest request)
    {
        var anthropic = (AnthropicBackend)backend.FormatState!;
        var model = anthropic.ModelFor(request.Alias);
        var remembered = model.Target.Capabilities.Thinks && MessagesRequest.ToolCallsWithoutThinking(request.Body) is { Count: > 0 } calls
            ? await memory.RecallAsync(request.Call.Subscription, backend.Id, calls).ConfigureAwait(false)
            : null;
        return new AnthropicExchange(request, anthropic.Version, model, remembered, memory, backend.Id);
    }
}
