using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>Backends that speak the client's own dialect: bytes pass through, but for what the gateway owns.</summary>
internal sealed class OpenAiFormat(ProviderClients clients) : IBackendFormat
{
    public string Name => BackendFormats.OpenAi;

    public HttpMessageInvoker ClientOf(string backend, BackendDefinition definition, Uri url) => clients.For(backend, url, definition.Timeouts.Connect, EgressRoute.Of(definition));

    public object? Prepare(BackendDefinition definition) => null;

    public ValueTask<Exchange> OpenAsync(BackendView backend, CallRequest request) =>
        ValueTask.FromResult<Exchange>(new OpenAiExchange(request, backend.Definition.Model ?? request.Alias));
}
