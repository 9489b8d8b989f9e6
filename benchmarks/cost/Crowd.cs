using System.Net.Sockets;
using System.Text;

namespace Orleans.Gateway.Cost;

/// <summary>Many clients, each as small as a client can be: a socket that has sent a call, and reads as much of the answer as it is told to.</summary>
internal sealed class Crowd : IDisposable
{
    private const int AtOnce = 64;

    /// <summary>Of those that do not read, in bytes: what the operating system takes in for them is no memory of the gateway.</summary>
    private const int SmallBuffer = 8 * 1024;

    private readonly List<Socket> _clients = [];

    /// <summary>So many streams.</summary>
    /// <param name="reads">Whether a client waits for its first event; else it never reads.</param>
    public async Task OpenAsync(string gateway, string alias, int count, bool reads)
    {
        var url = new Uri(gateway);
        var body = $"{{\"model\":\"{alias}\",\"stream\":true,\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]}}";
        var call = Encoding.ASCII.GetBytes(
            $"POST /llm/v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Document.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                lock (_clients)
                {
                    _clients.Add(client);
                }

                if (!reads)
                {
                    client.ReceiveBufferSize = SmallBuffer;
                }

                await client.ConnectAsync(url.Host, url.Port);
                await client.SendAsync(call);
                if (reads)
                {
                    await ReadEventAsync(client);
                }
            }
        })));
    }

    /// <summary>All of them leave.</summary>
    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _clients.Clear();
    }

    private static async Task ReadEventAsync(Socket client)
    {
        var buffer = new byte[1024];
        var seen = "";
        while (!seen.Contains("data:", StringComparison.Ordinal))
        {
            var count = await client.ReceiveAsync(buffer);
            seen += Encoding.ASCII.GetString(buffer, 0, count);
            if (count == 0 || seen.StartsWith("HTTP/1.1 5", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"A stream was not served: {seen}");
            }
        }
    }
}
