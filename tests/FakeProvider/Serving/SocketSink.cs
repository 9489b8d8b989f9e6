using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>
/// HTTP/1.1 written to the socket by hand, past Kestrel, so that the connection can break off at an exact byte and headers can dribble.
/// The connection is of no use to anyone afterwards.
/// </summary>
internal sealed class SocketSink(HttpContext context, bool isRaw, TimeSpan betweenHeaderBytes, TimeProvider time) : Sink
{
    /// <summary>How long a caller may take to close its side after the provider closed its own.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    internal override async Task StartAsync(Reply reply, CancellationToken cancellation)
    {
        if (isRaw)
        {
            return;
        }

        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} {ReasonPhrases.GetReasonPhrase(reply.Status)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"content-type: {reply.ContentType}\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        var bytes = Encoding.ASCII.GetBytes(head.Append("transfer-encoding: chunked\r\nconnection: close\r\n\r\n").ToString());
        if (betweenHeaderBytes == TimeSpan.Zero)
        {
            await SendAsync(bytes, cancellation);
            return;
        }

        for (var sent = 0; sent < bytes.Length; sent++)
        {
            await SendAsync(bytes.AsMemory(sent, 1), cancellation);
            await Task.Delay(betweenHeaderBytes, time, cancellation);
        }
    }

    internal override async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> chunk = isRaw ? bytes : (byte[])[.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes.Span, .. "\r\n"u8];
        await SendAsync(chunk, cancellation);
    }

    internal override async Task EndAsync(Ending ending, CancellationToken cancellation)
    {
        if (ending is Ending.Proper && !isRaw)
        {
            await SendAsync("0\r\n\r\n"u8.ToArray(), cancellation);
        }

        if (ending is Ending.Reset)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            _socket.Close();
        }
        else
        {
            // Kestrel aborts with a reset, which would overtake the orderly end: the caller closes first.
            _socket.Shutdown(SocketShutdown.Send);
            await Task.Delay(Linger, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Abort(); // Else Kestrel adds an answer of its own.
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellation)..];
        }
    }
}
