using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>Backends that speak the client's own dialect: bytes pass through, but for what the gateway owns.</summary>
internal sealed class OpenAiFormat(ProviderClients clients) : IBackendFormat
{
    public string Name => BackendFormats.OpenAi;

    public HttpMessageInvoker ClientOf(string backend, BackendDefinition definition, Uri url) => clients.For(backend, url, definition.Timeouts.Connect);

    public object? Prepare(BackendDefinition definition) => null;

    public Exchange Open(BackendView backend, CallRequest request, PooledBuffer body)
    {
        RequestSplice.Write(request.Body.Span, request.Scan, backend.Definition.Model ?? request.Alias, forceUsage: true, body);
        return new OpenAiExchange(request);
    }
}
