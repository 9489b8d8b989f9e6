using System.Buffers;
using System.Numerics;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>What a <see cref="PromptWalk"/> has come to.</summary>
public enum PromptPart
{
    /// <summary>Another message begins.</summary>
    Message,

    /// <summary>A string that is no name: <see cref="PromptWalk.Text"/>.</summary>
    Text,

    /// <summary>An image, a recording or a file, whose bytes say nothing about its tokens.</summary>
    Medium,
}

/// <summary>
/// Goes through the messages of a request, text by text, without reading what they say. Only over a body that <see cref="RequestScanner"/> has read
/// without a complaint: nothing is checked here. Strings are searched for their ends 64 bytes at a time, escapes included.
/// </summary>
/// <param name="json">A body up to the end of its messages.</param>
/// <param name="start">Where they begin.</param>
/// <param name="longTexts">Of the body: their ends are known.</param>
public ref struct PromptWalk(ReadOnlySpan<byte> json, int start = 0, ReadOnlySpan<(int Start, int End)> longTexts = default)
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"{}[]"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private ReadOnlySpan<(int Start, int End)> _longTexts = longTexts;
    private int _at = start;
    private int _depth;

    public PromptPart Part { get; private set; }

    /// <summary>The string as it stands there, quotes and escapes included.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>False: there is nothing more.</summary>
    public bool MoveNext()
    {
        while (Mark() is var mark && mark != 0)
        {
            switch (mark)
            {
                case (byte)'"':
                    if (AtString() is { } part)
                    {
                        Part = part;
                        return true;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    _at++;
                    if (_depth++ == 1 && mark == '{')
                    {
                        Part = PromptPart.Message;
                        return true;
                    }

                    break;
                default:
                    _depth--;
                    _at++;
                    break;
            }
        }

        return false;
    }

    /// <summary>Null: it was a name, or what stands behind one that says no part of the prompt.</summary>
    private PromptPart? AtString()
    {
        var text = TakeString();
        if (!IsName())
        {
            Text = text;
            return PromptPart.Text;
        }

        var name = text[1..^1];
        if (name.SequenceEqual("image_url"u8) || name.SequenceEqual("input_audio"u8) || name.SequenceEqual("file"u8) || name.SequenceEqual("source"u8))
        {
            SkipValue();
            return PromptPart.Medium;
        }

        if (name.SequenceEqual("role"u8) || name.SequenceEqual("type"u8))
        {
            SkipValue();
        }

        return null;
    }

    /// <summary>Goes to the next byte that begins or ends something. 0: there is none.</summary>
    private byte Mark()
    {
        var next = _json[_at..].IndexOfAny(Marks);
        _at = next < 0 ? _json.Length : _at + next;
        return next < 0 ? (byte)0 : _json[_at];
    }

    private ReadOnlySpan<byte> TakeString()
    {
        var start = _at;
        while (_longTexts.Length > 0 && _longTexts[0].Start < start)
        {
            _longTexts = _longTexts[1..];
        }

        if (_longTexts.Length > 0 && _longTexts[0].Start == start)
        {
            _at = _longTexts[0].End;
            return _json[start.._at];
        }

        _at++;
        if (_json.Length - _at >= StringBlock.ShortSize && StringBlock.ShortEnd(_json, _at) is var end and >= 0)
        {
            _at = end + 1;
            return _json[start.._at];
        }

        var escapesFirst = false;
        while (_json.Length - _at >= StringBlock.Size)
        {
            var quotes = StringBlock.Quotes(_json, _at, ref escapesFirst);
            if (quotes != 0)
            {
                _at += BitOperations.TrailingZeroCount(quotes) + 1;
                return _json[start.._at];
            }

            _at += StringBlock.Size;
        }

        _at += escapesFirst ? 1 : 0;
        while (true)
        {
            _at += _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (_json[_at] == '"')
            {
                return _json[start..++_at];
            }

            _at += 2;
        }
    }

    /// <summary>Whether the string that ended here is the name of a member. Goes to its value then.</summary>
    private bool IsName()
    {
        var at = WhiteSpace(_at);
        if (at == _json.Length || _json[at] != ':')
        {
            return false;
        }

        _at = WhiteSpace(at + 1);
        return true;
    }

    private void SkipValue()
    {
        var depth = 0;
        do
        {
            switch (_json[_at])
            {
                case (byte)'"':
                    TakeString();
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    _at++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    _at++;
                    break;
            }
        }
        while (depth > 0 && Mark() != 0);
    }

    private readonly int WhiteSpace(int at)
    {
        while (at < _json.Length && _json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }
}
