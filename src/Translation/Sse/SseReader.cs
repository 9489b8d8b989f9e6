using System.Text.Json;

namespace Orleans.Gateway.Translation.Sse;

/// <summary>
/// Reads server-sent events out of bytes that arrive in pieces. Any split of the same bytes gives the same events.
/// One instance for one stream; not thread-safe; needs no disposal.
/// </summary>
/// <remarks>
/// <code>
/// while (reader.TryRead(ref bytes, out var e)) { … e.Data … }   // for each piece that arrives; it is read to its end
/// if (reader.TryEnd(out var last)) { … }                        // once, when the stream was closed
/// </code>
/// An event that lies whole in one piece is handed out in place; only what is split over pieces is copied.
/// Lines end with LF, CRLF or a lone CR. A CR ends its line at once, and an LF right behind it is skipped, so no event waits for
/// the byte after it. Bytes stay bytes, so a code point that is split over two pieces is never harmed.
/// </remarks>
/// <param name="maxEventBytes">The largest event, and the largest line, that is put together. Beyond it: <see cref="IsOversized"/>.</param>
public sealed class SseReader(int maxEventBytes = SseReader.DefaultMaxEventBytes)
{
    /// <summary>8 MiB: results of server tools come as base64 in one event.</summary>
    public const int DefaultMaxEventBytes = 8 * 1024 * 1024;

    // What earlier pieces left behind: the unfinished line, and the fields of the unfinished event.
    private PooledBytes _line;
    private PooledBytes _name;
    private PooledBytes _data;
    private int _dataLines;
    private bool _started;
    private bool _skipLineFeed;
    private bool _handedOut;

    /// <summary>Comment lines so far. They carry nothing, but they show that the other side is alive.</summary>
    public long Comments { get; private set; }

    /// <summary>Whether anything came that only a stream has: a comment, or a field of an event.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether an event or a line went over the limit. Nothing is read after it.</summary>
    public bool IsOversized { get; private set; }

    /// <summary>The next event; false when <paramref name="input"/> was read to its end without another one.</summary>
    /// <param name="input">What arrived; moved past what was read.</param>
    public bool TryRead(scoped ref ReadOnlySpan<byte> input, out SseEvent next)
    {
        BeginEventAfterLast();
        var name = _name.Span;
        var data = _data.Span;

        while (!IsOversized && TryReadLine(ref input, out var line, out var inPlace))
        {
            if (line.IsEmpty)
            {
                _handedOut = true;
                if (!data.IsEmpty)
                {
                    next = new SseEvent(name, data);
                    return true;
                }

                BeginEventAfterLast();
                _line.Release();
                name = data = default;
                continue;
            }

            if (IsOver(data.Length + line.Length))
            {
                break;
            }

            switch (FieldOf(line, out var value))
            {
                case Field.Data when _dataLines == 0 && inPlace:
                    data = value;
                    _dataLines = 1;
                    break;

                case Field.Data:
                    Keep(ref _data, data);
                    _data.Append(_dataLines++ == 0 ? default : "\n"u8);
                    _data.Append(value);
                    data = _data.Span;
                    break;

                case Field.Name when inPlace:
                    name = value;
                    break;

                case Field.Name:
                    _name.Release();
                    _name.Append(value);
                    name = _name.Span;
                    break;
            }

            if (!inPlace)
            {
                _line.Release();
            }
        }

        input = default;
        next = default;
        if (!IsOversized && !IsOver(data.Length + _line.Length - ByteOrderMark(_line.Span)))
        {
            // The input belongs to the caller: what is needed of it later is kept.
            Keep(ref _name, name);
            Keep(ref _data, data);
        }

        return false;
    }

    /// <summary>
    /// The stream was closed: the last event, if it lacks only its blank line. Half an event is none, so what is there has to be
    /// whole JSON (or <c>[DONE]</c>).
    /// </summary>
    public bool TryEnd(out SseEvent last)
    {
        BeginEventAfterLast();
        if (_line.Length > 0)
        {
            ReadOnlySpan<byte> lineEnd = "\n"u8;
            TryRead(ref lineEnd, out _);
        }

        if (IsWhole(_data.Span))
        {
            _handedOut = true;
            last = new SseEvent(_name.Span, _data.Span);
            return true;
        }

        last = default;
        return false;
    }

    private enum Field
    {
        Ignored,
        Name,
        Data,
    }

    private void BeginEventAfterLast()
    {
        if (_handedOut)
        {
            _handedOut = false;
            _dataLines = 0;
            _name.Release();
            _data.Release();
        }
    }

    private bool TryReadLine(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line, out bool inPlace)
    {
        if (_skipLineFeed && !input.IsEmpty)
        {
            _skipLineFeed = false;
            input = input[0] == (byte)'\n' ? input[1..] : input;
        }

        var end = input.IndexOfAny((byte)'\n', (byte)'\r');
        inPlace = _line.Length == 0;
        if (end < 0)
        {
            _line.Append(input);
            line = default;
            return false;
        }

        _skipLineFeed = input[end] == (byte)'\r';
        line = input[..end];
        input = input[(end + 1)..];
        if (!inPlace)
        {
            _line.Append(line);
            line = _line.Span;
        }

        if (!_started)
        {
            line = line[ByteOrderMark(line)..];
            _started = true;
        }

        return true;
    }

    private Field FieldOf(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        if (colon == 0)
        {
            Comments++;
        }

        var name = colon < 0 ? line : line[..colon];
        value = colon < 0 ? default : line[(colon + 1)..];
        value = value is [(byte)' ', ..] ? value[1..] : value;
        var field = name.SequenceEqual("data"u8) ? Field.Data : name.SequenceEqual("event"u8) ? Field.Name : Field.Ignored;
        HasBegun |= field is not Field.Ignored || colon == 0;
        return field;
    }

    private int ByteOrderMark(ReadOnlySpan<byte> line) => !_started && line.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;

    private bool IsOver(int bytes)
    {
        if (bytes > maxEventBytes)
        {
            IsOversized = true;
            _line.Release();
            _name.Release();
            _data.Release();
        }

        return IsOversized;
    }

    // Already there when the span is the buffer's own.
    private static void Keep(ref PooledBytes buffer, ReadOnlySpan<byte> span)
    {
        if (!span.Overlaps(buffer.Span))
        {
            buffer.Release();
            buffer.Append(span);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data.SequenceEqual("[DONE]"u8))
        {
            return !data.IsEmpty;
        }

        try
        {
            var json = new Utf8JsonReader(data);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
