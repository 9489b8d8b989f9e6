using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// Holds a stream back until it was judged: events go in as they arrive and come out in the same order, window by window. While one window is
/// judged, the next one fills. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
///   delivered │ held back │    window being judged     │ filling
///   ──────────┼───────────┼────────────────────────────┼──────────▶ text
///             └─ overlap ─┘ judged again with what follows, so that a phrase across the border is seen whole before any of it is delivered
/// </code>
/// The last characters of what was found clean, as many as the overlap has, stay until the next window has been judged together with them.
/// </remarks>
internal sealed class StreamGuard(CallSafety safety) : IDisposable
{
    /// <summary>What may wait for one judgement, in bytes. With the window behind it and one event more, what a stream can make this process hold.</summary>
    internal const int MostHeld = 1024 * 1024;

    private readonly SseReader _events = new(int.MaxValue);
    private readonly TextLanes _lanes = new();
    private readonly Queue<Piece> _pieces = new();
    private readonly int _window = safety.WindowSize;
    private readonly int _overlap = safety.WindowOverlap;
    private PooledBuffer _output = new(4 * 1024);
    private byte[]? _chunkHead;
    private int _read;
    private long _closed;
    private bool _isEnd;

    /// <summary>Where the translation writes whole events.</summary>
    public IBufferWriter<byte> Output => _output;

    /// <summary>The window that is being judged; null: none is.</summary>
    public Task<GatewayError?>? Judging { get; private set; }

    /// <summary>Nothing more is to be read before the window has been judged.</summary>
    public bool IsFull => Judging is not null && (_isEnd || IsDue);

    /// <summary>All of the answer was judged and taken.</summary>
    public bool IsOver => _isEnd && Judging is null && _pieces.Count == 0;

    private bool IsDue => _lanes.Count - _closed >= _window || _output.Length >= MostHeld;

    /// <summary>Looks at what was written since the last time, and begins to judge when a window is full.</summary>
    /// <param name="isEnd">Nothing follows.</param>
    public void Written(bool isEnd, CancellationToken cancellation)
    {
        if (_output.Length > _read)
        {
            var bytes = _output.Span[_read..];
            while (_events.TryRead(ref bytes, out var next))
            {
                Take(next.Data);
                _pieces.Enqueue(new(_output.Length - bytes.Length, _lanes.Count));
            }

            // Comments, and the line feed behind a carriage return.
            _read = _output.Length;
            _pieces.Enqueue(new(_read, _lanes.Count));
        }

        _isEnd |= isEnd;
        if (Judging is null && (_isEnd || IsDue))
        {
            Judge(cancellation);
        }
    }

    /// <summary>The window was found clean: hands out what may be delivered now, and begins to judge the next one if it is full.</summary>
    public void Pass(IBufferWriter<byte> client, CancellationToken cancellation)
    {
        Judging = null;
        var isAll = _isEnd && _closed == _lanes.Count;
        var mayGo = isAll ? long.MaxValue : _closed - ((long)_overlap * _lanes.LaneCount);
        var end = 0;
        while (_pieces.TryPeek(out var piece) && piece.Text <= mayGo)
        {
            end = _pieces.Dequeue().End;
        }

        client.Write(_output.Span[..end]);
        RemoveFirst(end);
        if (!isAll && (_isEnd || IsDue))
        {
            Judge(cancellation);
        }
    }

    /// <summary>Ends a stream of which a part was delivered: what the policy has blocked is nowhere in it.</summary>
    public void WriteBlocked(IBufferWriter<byte> client)
    {
        foreach (var choice in _lanes.Choices.DefaultIfEmpty(0))
        {
            client.Write("data: {"u8);
            client.Write(_chunkHead);
            client.Write("\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":"u8);
            client.Write(System.Text.Encoding.ASCII.GetBytes(choice.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            client.Write(",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"content_filter\"}]}\n\n"u8);
        }

        client.Write("data: [DONE]\n\n"u8);
    }

    public void Dispose()
    {
        _output.Dispose();
        _lanes.Dispose();

        // Nobody waits for it any more; it holds copies of its own.
        Judging?.Ignore();
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            return;
        }

        _chunkHead ??= HeadOf(data);
        AnswerText.Read(data, _lanes);
    }

    private void Judge(CancellationToken cancellation)
    {
        _closed = _lanes.Count;
        Judging = safety.CompletionAsync(_lanes.Take(_overlap), cancellation).AsTask();
    }

    private void RemoveFirst(int count)
    {
        if (count == 0)
        {
            return;
        }

        var rest = new PooledBuffer(Math.Max(4 * 1024, _output.Length - count));
        rest.Write(_output.Span[count..]);
        _output.Dispose();
        _output = rest;
        _read -= count;
        for (var left = _pieces.Count; left > 0; left--)
        {
            var piece = _pieces.Dequeue();
            _pieces.Enqueue(piece with { End = piece.End - count });
        }
    }

    /// <summary>What every chunk of an answer says of itself, as JSON members.</summary>
    private static byte[] HeadOf(ReadOnlySpan<byte> chunk)
    {
        var head = new ArrayBufferWriter<byte>();
        var reader = new Utf8JsonReader(chunk);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("created"u8) || reader.ValueTextEquals("model"u8);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            reader.Skip();
            if (isWanted)
            {
                head.Write(chunk[start..(int)reader.BytesConsumed]);
                head.Write(","u8);
            }
        }

        return head.WrittenSpan.ToArray();
    }

    /// <param name="End">Where it ends in the output, in bytes.</param>
    /// <param name="Text">How much had been said by then, in characters of all lanes.</param>
    private readonly record struct Piece(int End, long Text);
}
