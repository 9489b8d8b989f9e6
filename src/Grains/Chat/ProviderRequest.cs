using System.Net;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Chat.Tracing;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Builds the HTTP request of one call. Nothing of the client's own headers is in it: what goes out is named here and by the format.</summary>
internal static class ProviderRequest
{
    public static HttpRequestMessage Open(BackendView backend, CallRequest request, Exchange exchange)
    {
        var body = new PooledBuffer(request.Body.Length + 1024);
        try
        {
            exchange.Write(body);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        var message = new HttpRequestMessage(HttpMethod.Post, backend.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new RequestBody(body, request.Live),
        };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("accept", exchange.StreamsUpstream ? "text/event-stream" : "application/json");
        headers.TryAddWithoutValidation("accept-encoding", "identity");
        headers.TryAddWithoutValidation("user-agent", "orleans-gateway");
        headers.TryAddWithoutValidation("x-request-id", request.Call.RequestId);
        if (CallTrace.Context(request.Span) is var (parent, state))
        {
            headers.TryAddWithoutValidation("traceparent", parent);
            if (state is not null)
            {
                headers.TryAddWithoutValidation("tracestate", state);
            }
        }

        exchange.AddHeaders(headers);
        for (var i = 0; i < backend.Headers.Count; i++)
        {
            headers.TryAddWithoutValidation(backend.Headers[i].Key, backend.Headers[i].Value);
        }

        return message;
    }

    /// <summary>Adds the headers whose values are fetched. False: one of them cannot be had, and the call cannot be made.</summary>
    public static async ValueTask<bool> SignAsync(HttpRequestMessage message, BackendView backend, CancellationToken cancellation)
    {
        if (backend.FetchedHeaders.Count == 0)
        {
            return true;
        }

        foreach (var (name, value) in backend.FetchedHeaders)
        {
            if (await value.GetAsync(cancellation).ConfigureAwait(false) is not { } text || !message.Headers.TryAddWithoutValidation(name, text))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The provider refused the credential: what was fetched may have been replaced at its source.</summary>
    public static void Doubt(BackendView backend)
    {
        foreach (var (_, value) in backend.FetchedHeaders)
        {
            value.Doubt();
        }
    }
}
