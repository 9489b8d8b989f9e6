using Microsoft.AspNetCore.Http;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>The ordinary way, with Kestrel's framing.</summary>
internal sealed class HttpSink(HttpResponse response) : Sink
{
    internal override Task StartAsync(Reply reply, CancellationToken cancellation)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers.Append(name, value);
        }

        response.ContentLength = reply.Length;
        return response.StartAsync(cancellation);
    }

    internal override async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(bytes, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    internal override Task EndAsync(Ending ending, CancellationToken cancellation) => response.CompleteAsync();
}
