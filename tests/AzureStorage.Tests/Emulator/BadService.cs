using System.Net;
using System.Net.Sockets;
using System.Text;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.AzureStorage.Tests.Emulator;

/// <summary>A service that reads requests and answers them with 503, or not at all.</summary>
internal sealed class BadService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly bool _answers;
    private readonly Task _accepting;
    private int _requests;

    public BadService(bool answers)
    {
        _answers = answers;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Requests => Volatile.Read(ref _requests);

    public AzureStorageOptions Account
    {
        get
        {
            var here = $"http://{_listener.LocalEndpoint}/devstoreaccount1";
            return new AzureStorageOptions
            {
                ConnectionString = $"AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint={here};TableEndpoint={here}",
                RequestTimeout = _answers ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(1),
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[4096];
            var text = "";
            try
            {
                while (await socket.ReceiveAsync(buffer, _end.Token) is > 0 and var read)
                {
                    text += Encoding.ASCII.GetString(buffer, 0, read);
                    if (text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref _requests);
                        text = "";
                        if (_answers)
                        {
                            await socket.SendAsync("HTTP/1.1 503 Server Busy\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
                        }
                    }
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The client has given up, or the test is over.
            }
        }
    }
}
