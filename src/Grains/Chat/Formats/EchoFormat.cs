using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Limits.Tokens;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>
/// A provider that is built in: says back what it was told. It answers through the same relay as any other backend, as if it spoke Chat
/// Completions, so that failover, limits and streams can be tried without a provider's key.
/// </summary>
internal sealed class EchoFormat(TokenCounter tokens, TimeProvider time) : IBackendFormat, IDisposable
{
    private readonly HttpMessageInvoker _client = new(new EchoProvider(tokens, time));

    public string Name => BackendFormats.Echo;

    public void Dispose() => _client.Dispose();

    public HttpMessageInvoker ClientOf(string backend, BackendDefinition definition, Uri url) => _client;

    public object? Prepare(BackendDefinition definition) => null;

    public ValueTask<Exchange> OpenAsync(BackendView backend, CallRequest request) =>
        ValueTask.FromResult<Exchange>(new OpenAiExchange(request, backend.Definition.Model ?? request.Alias));
}
