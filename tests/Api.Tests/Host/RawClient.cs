using System.Net.Sockets;
using System.Text;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>A connection whose end is the moment at which it is disposed of, whatever an HTTP client would make of it.</summary>
internal sealed class RawClient(Uri gateway) : IDisposable
{
    private readonly TcpClient _connection = new(gateway.Host, gateway.Port);
    private readonly StringBuilder _seen = new();

    /// <summary>A whole call.</summary>
    public Task SendAsync(string body, CancellationToken cancellation) => SendRawAsync(Head(Encoding.UTF8.GetByteCount(body)) + body, cancellation);

    /// <summary>Whatever the bytes are.</summary>
    public async Task SendRawAsync(string text, CancellationToken cancellation) => await _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>The beginning of a call that announces so many bytes.</summary>
    public static string Head(int length) =>
        $"POST {ChatCalls.Path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    /// <summary>Reads until the text has come; with all that has been read so far.</summary>
    public async Task<string> ReadUntilAsync(string text, CancellationToken cancellation)
    {
        while (!_seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            Assert.NotEqual(0, await ReadAsync(cancellation));
        }

        return _seen.ToString();
    }

    /// <summary>Reads until the other side ends the connection, in whatever way; with all that has been read so far.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellation)
    {
        try
        {
            while (await ReadAsync(cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return _seen.ToString();
    }

    public void Dispose() => _connection.Dispose();

    private async Task<int> ReadAsync(CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        var count = await _connection.GetStream().ReadAsync(buffer, cancellation);
        _seen.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return count;
    }
}
