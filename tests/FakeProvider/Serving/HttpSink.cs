using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>The ordinary way, with Kestrel's framing. What cuts a connection in HTTP/1.1 ends the one stream, or announces the end of all, in HTTP/2.</summary>
internal sealed class HttpSink(HttpContext context) : Sink
{
    private const int InternalError = 2; // RFC 9113, 7
    private readonly HttpResponse _response = context.Response;
    private readonly Socket _socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    internal override Task StartAsync(Reply reply, CancellationToken cancellation)
    {
        _response.StatusCode = reply.Status;
        _response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
        {
            _response.Headers.Append(name, value);
        }

        _response.ContentLength = reply.Length;
        return _response.StartAsync(cancellation);
    }

    internal override async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _response.Body.WriteAsync(bytes, cancellation);
        await _response.Body.FlushAsync(cancellation);
        if (!_socket.Connected)
        {
            // Kestrel takes writes to a caller that has left without complaint, for some time before it says so.
            throw new SocketException((int)SocketError.ConnectionAborted);
        }
    }

    internal override Task EndAsync(Ending ending, CancellationToken cancellation)
    {
        switch (ending)
        {
            case Ending.Reset when context.Features.Get<IHttpResetFeature>() is { } stream:
                stream.Reset(InternalError);
                return Task.CompletedTask;

            case Ending.Fin:
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                return Task.CompletedTask;

            case Ending.Retire:
                context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
                return _response.CompleteAsync();

            default:
                return _response.CompleteAsync();
        }
    }
}
