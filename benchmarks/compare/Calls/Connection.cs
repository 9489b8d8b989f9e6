using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>
/// A client as cheap as one can be: one kept connection, read by the thread that has sent. What the load costs is no part of a figure, but it takes
/// the machine from what is measured. Not thread-safe.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>An answer that takes longer is a failure, and must not hold up the run.</summary>
    private const int PatienceInMs = 30_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = PatienceInMs, SendTimeout = PatienceInMs };
    private byte[] _received = new byte[64 * 1024];
    private byte[] _body = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _length;

    public Connection(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Of the last answer; until the next call.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    /// <summary>Sends a request and reads its answer to the end. Returns the status.</summary>
    /// <exception cref="IOException">There was no answer, or none that could be read.</exception>
    public int Call(byte[] request)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
            {
                sent += _socket.Send(request.AsSpan(sent));
            }

            return Read();
        }
        catch (SocketException error)
        {
            throw new IOException($"The connection broke: {error.SocketErrorCode}.", error);
        }
    }

    public void Dispose() => _socket.Dispose();

    private int Read()
    {
        _length = 0;
        int end;
        while ((end = _received.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Fill();
        }

        var head = Encoding.ASCII.GetString(_received, _start, end + 2);
        _start += end + 4;
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (Field(head, "\r\ncontent-length:") is { } length)
        {
            Take(int.Parse(length, CultureInfo.InvariantCulture));
        }
        else if (Field(head, "\r\ntransfer-encoding:") is "chunked")
        {
            ReadChunks();
        }
        else
        {
            throw new IOException("The answer does not say how long it is.");
        }

        return status;
    }

    private void ReadChunks()
    {
        int size;
        do
        {
            int line;
            while ((line = _received.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                Fill();
            }

            size = int.Parse(_received.AsSpan(_start, line), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            _start += line + 2;
            Take(size);
            Need(2);
            _start += 2;
        }
        while (size > 0);
    }

    private void Take(int count)
    {
        if (_body.Length < _length + count)
        {
            Array.Resize(ref _body, Math.Max(_body.Length * 2, _length + count));
        }

        Need(count);
        _received.AsSpan(_start, count).CopyTo(_body.AsSpan(_length));
        _start += count;
        _length += count;
    }

    private void Need(int count)
    {
        while (_end - _start < count)
        {
            Fill();
        }
    }

    private void Fill()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_end == _received.Length)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
            if (_end == _received.Length)
            {
                Array.Resize(ref _received, _received.Length * 2);
            }
        }

        var count = _socket.Receive(_received.AsSpan(_end));
        if (count == 0)
        {
            throw new IOException("The connection was closed before the end of the answer.");
        }

        _end += count;
    }

    private static string? Field(string head, string name)
    {
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length)..head.IndexOf("\r\n", at + 2, StringComparison.Ordinal)].Trim();
    }
}
