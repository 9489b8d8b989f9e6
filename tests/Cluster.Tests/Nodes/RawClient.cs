using System.Net.Sockets;
using System.Text;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A connection that reads when it is told to, and whose end is the moment at which it is disposed of.</summary>
internal sealed class RawClient(string url) : IDisposable
{
    private readonly TcpClient _connection = new(new Uri(url).Host, new Uri(url).Port) { ReceiveBufferSize = 16 * 1024 };

    public async Task SendAsync(string alias, bool stream, CancellationToken cancellation)
    {
        var body = $$"""{"model":"{{alias}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three four five six seven"}]}""";
        await _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
            $"POST /llm/v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancellation);
    }

    /// <summary>Reads that many bytes, at least.</summary>
    public async Task ReadAsync(int bytes, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (bytes > 0)
        {
            var count = await _connection.GetStream().ReadAsync(buffer, cancellation);
            Assert.NotEqual(0, count);
            bytes -= count;
        }
    }

    /// <summary>Reads until that was there.</summary>
    public async Task ReadUntilAsync(string text, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        var tail = "";
        while (!tail.Contains(text, StringComparison.Ordinal))
        {
            var count = await _connection.GetStream().ReadAsync(buffer, cancellation);
            Assert.NotEqual(0, count);
            tail = tail[Math.Max(0, tail.Length - text.Length)..] + Encoding.UTF8.GetString(buffer, 0, count);
        }
    }

    /// <summary>Reads until the other side ends or breaks the connection, and returns the end of what came.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        var tail = "";
        try
        {
            while (await _connection.GetStream().ReadAsync(buffer, cancellation) is var count and > 0)
            {
                tail = tail[Math.Max(0, tail.Length - 64)..] + Encoding.UTF8.GetString(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // Broken off.
        }

        return tail;
    }

    public void Dispose() => _connection.Dispose();
}
