using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Gateway.Harness;

/// <summary>A Redis of its own, in memory, on a free port of loopback.</summary>
internal sealed class RedisProcess : IDisposable
{
    private const string Counter = "total_commands_processed:";

    private readonly ChildProcess _process;

    private RedisProcess(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <param name="program">redis-server.</param>
    public static async Task<RedisProcess> StartAsync(string program)
    {
        var port = FreePort.Find();
        var process = ChildProcess.Start(
            "redis", program, ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"], folder: Path.GetTempPath());
        var redis = new RedisProcess(process, port);
        await Waiting.UntilAsync(
            async () =>
            {
                try
                {
                    return await redis.CommandsAsync() >= 0;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            process);
        return redis;
    }

    /// <summary>Commands that it has processed so far, this question included.</summary>
    public async Task<long> CommandsAsync()
    {
        using var client = new TcpClient("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("INFO stats\r\nQUIT\r\n"));
        using var reader = new StreamReader(stream);
        var line = (await reader.ReadToEndAsync()).Split('\n').First(line => line.StartsWith(Counter, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Counter.Length).Trim(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _process.Dispose();
}
