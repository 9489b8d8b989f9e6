using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Changes to a corpus: to bytes, and to JSON values as a whole. The same seed gives the same inputs.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int LongestInput = 16 * 1024;

    private static readonly byte[][] Tokens =
    [
        .. ((string[])
        [
            "null", "true", "false", "0", "-0", "-1", "1e99", "1.5", "99999999999999999999", "01", "\"\"", "\" \"", "\"\\ud800\"", "\"x\\u0000\"", "\"\\u006dodel\"", "[]", "{}",
            "[null]", "{\"type\":\"text\"}", "\"data:,\"", "\"{\\\"a\\\":\"", "\"none\"", "\"end_turn\"", "\"tool_use\"", "\"pause_turn\"", "\"text_delta\"", "\"message_stop\"",
            ",", ":", "{", "}", "[", "]", "\"", "\\", "\n", "\r", "\n\n", "\r\n\r\n", "data: ", "event: error\n", ": c\n", "data: [DONE]\n\n", "\uFEFF", "\0", "é", "😀", "<", "```json",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Random _random = new(seed);
    private readonly (int Start, int Length)[][] _values = [.. corpus.Select(ValuesOf)];
    private readonly byte[] _bytes = new byte[LongestInput];
    private int _length;

    public ReadOnlyMemory<byte> Next()
    {
        var source = _random.Next(corpus.Count);
        corpus[source].CopyTo(_bytes.AsSpan());
        _length = corpus[source].Length;

        // Places of values are known until the first change, so that one comes first.
        if (_values[source].Length > 0 && _random.Next(4) != 0)
        {
            ChangeValue(source);
        }

        for (var changes = _random.Next(4); changes > 0; changes--)
        {
            ChangeBytes();
        }

        return _bytes.AsMemory(0, _length);
    }

    private void ChangeValue(int source)
    {
        var (start, length) = _values[source][_random.Next(_values[source].Length)];
        switch (_random.Next(6))
        {
            case 0:
                Replace(start, length, Tokens[_random.Next(Tokens.Length)]);
                break;
            case 1 or 2:
                var other = _random.Next(corpus.Count);
                if (_values[other].Length > 0)
                {
                    var (from, count) = _values[other][_random.Next(_values[other].Length)];
                    Replace(start, length, corpus[other].AsSpan(from, count));
                }

                break;
            case 3:
                var (to, room) = _values[source][_random.Next(_values[source].Length)];
                Replace(to, room, corpus[source].AsSpan(start, length));
                break;
            case 4:
                var depth = _random.Next(8) == 0 ? 70 : _random.Next(1, 4);
                Replace(start, length, [.. Enumerable.Repeat((byte)'[', depth), .. corpus[source].AsSpan(start, length), .. Enumerable.Repeat((byte)']', depth)]);
                break;
            default:
                Replace(start + length, 0, [(byte)',', .. corpus[source].AsSpan(start, length)]);
                break;
        }
    }

    private void ChangeBytes()
    {
        var at = _random.Next(_length + 1);
        var some = Math.Min(_random.Next(1, _random.Next(3) == 0 ? 400 : 8), _length - at);
        switch (_random.Next(7))
        {
            case 0 when at < _length:
                _bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _length:
                _bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                Replace(at, some, []);
                break;
            case 3:
                Replace(at, _random.Next(2) == 0 ? 0 : some, Tokens[_random.Next(Tokens.Length)]);
                break;
            case 4:
                Replace(_random.Next(_length + 1), 0, _bytes.AsSpan(at, some).ToArray());
                break;
            case 5 when _random.Next(3) == 0:
                _length = at;
                break;
            default:
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length + 1);
                Replace(at, some, other.AsSpan(from, Math.Min(_random.Next(200), other.Length - from)));
                break;
        }
    }

    private void Replace(int start, int length, ReadOnlySpan<byte> with)
    {
        if (_length - length + with.Length > LongestInput)
        {
            return;
        }

        _bytes.AsSpan(start + length, _length - start - length).CopyTo(_bytes.AsSpan(start + with.Length));
        with.CopyTo(_bytes.AsSpan(start));
        _length += with.Length - length;
    }

    /// <summary>Where the JSON values of a document are, or those of all lines of a stream that hold a document.</summary>
    private static (int Start, int Length)[] ValuesOf(byte[] bytes)
    {
        var values = new List<(int, int)>();
        for (var start = 0; start < bytes.Length;)
        {
            var end = bytes.AsSpan(start).IndexOfAny((byte)'\n', (byte)'\r');
            end = end < 0 ? bytes.Length : start + end;
            var brace = bytes.AsSpan(start, end - start).IndexOf((byte)'{');
            if (brace >= 0)
            {
                // A document may go on over many lines.
                var isLine = bytes.AsSpan(start).StartsWith("data"u8);
                Add(bytes.AsSpan(start + brace, (isLine ? end : bytes.Length) - start - brace), start + brace, values);
                end = isLine ? end : bytes.Length;
            }

            start = end + 1;
        }

        return [.. values];
    }

    private static void Add(ReadOnlySpan<byte> json, int offset, List<(int Start, int Length)> values)
    {
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push((int)reader.TokenStartIndex);
                }
                else if (reader.TokenType is not JsonTokenType.PropertyName)
                {
                    var start = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? open.Pop() : (int)reader.TokenStartIndex;
                    values.Add((offset + start, (int)reader.BytesConsumed - start));
                }
            }
        }
        catch (JsonException)
        {
            // Its values up to here are good enough.
        }
    }
}
