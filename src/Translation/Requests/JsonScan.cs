using System.Buffers;
using System.Numerics;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>
/// Walks over JSON without looking at what it says, and refuses exactly what <see cref="System.Text.Json.Utf8JsonReader"/> refuses with its
/// default options. Faster than that reader, because a string is searched for its end 64 bytes at a time, escapes included.
/// </summary>
/// <remarks>Every method takes the offset at which its thing begins and gives the offset behind it.</remarks>
/// <param name="found">Is told of long texts; null: nobody wants to know.</param>
internal readonly ref struct JsonScan(ReadOnlySpan<byte> json, RequestScan? found = null)
{
    /// <summary>The root object counts as one.</summary>
    public const int MaxDepth = 64;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>The byte at an offset; 0, which is valid nowhere outside a string nor inside one, at the end.</summary>
    public byte At(int at) => at < _json.Length ? _json[at] : (byte)0;

    public int WhiteSpace(int at)
    {
        while (At(at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <param name="at">Offset of the opening quote.</param>
    /// <param name="escaped">Whether there is a backslash in it.</param>
    public int String(int at, out bool escaped)
    {
        escaped = false;
        var from = at + 1;
        if (_json.Length - from >= StringBlock.ShortSize && StringBlock.ShortEnd(_json, from) is var end and >= 0)
        {
            return end + 1;
        }

        var escapesFirst = false;
        while (_json.Length - from >= StringBlock.Size)
        {
            var quotes = StringBlock.Quotes(_json, from, ref escapesFirst, out var backslashes, out var doubts);
            var inside = StringBlock.UpTo(quotes);
            escaped |= (backslashes & inside) != 0;
            for (doubts &= inside; doubts != 0; doubts &= doubts - 1)
            {
                Look(from + BitOperations.TrailingZeroCount(doubts));
            }

            if (quotes != 0)
            {
                return from + BitOperations.TrailingZeroCount(quotes) + 1;
            }

            from += StringBlock.Size;
        }

        from -= escapesFirst ? 1 : 0;
        while (true)
        {
            var stop = _json[from..].IndexOfAny(StringStops);
            if (stop < 0)
            {
                throw Broken(_json.Length, "a string does not end");
            }

            from += stop;
            switch (_json[from])
            {
                case (byte)'"':
                    return from + 1;
                case (byte)'\\':
                    escaped = true;
                    from = Escape(from);
                    break;
                default:
                    throw Control(from);
            }
        }
    }

    /// <summary>Any value, with all that is in it.</summary>
    /// <param name="depth">How many objects and arrays are open around it.</param>
    public int Value(int at, int depth)
    {
        var around = depth;
        var objects = 0UL; // One bit for each open object or array: 1 is an object.
        while (true)
        {
            switch (At(at))
            {
                case (byte)'{':
                    objects = Open(at, ref depth, objects) | 1;
                    at = WhiteSpace(at + 1);
                    if (At(at) != '}')
                    {
                        at = Name(at);
                        continue;
                    }

                    break;
                case (byte)'[':
                    objects = Open(at, ref depth, objects);
                    at = WhiteSpace(at + 1);
                    if (At(at) != ']')
                    {
                        continue;
                    }

                    break;
                default:
                    at = Scalar(at);
                    if (depth == around)
                    {
                        return at;
                    }

                    at = WhiteSpace(at);
                    break;
            }

            while (At(at) == ((objects & 1) == 1 ? (byte)'}' : (byte)']'))
            {
                at++;
                objects >>= 1;
                if (--depth == around)
                {
                    return at;
                }

                at = WhiteSpace(at);
            }

            if (At(at) != ',')
            {
                throw Broken(at, (objects & 1) == 1 ? "expected ',' or '}'" : "expected ',' or ']'");
            }

            at = WhiteSpace(at + 1);
            at = (objects & 1) == 1 ? Name(at) : at;
        }
    }

    /// <summary>The name of a member, its colon, and the white space behind it.</summary>
    private int Name(int at)
    {
        at = At(at) == '"' ? String(at, out _) : throw Broken(at, "expected a property name in double quotes");
        return Colon(at);
    }

    public int Colon(int at)
    {
        at = WhiteSpace(at);
        return At(at) == ':' ? WhiteSpace(at + 1) : throw Broken(at, "expected ':'");
    }

    /// <summary>At a byte of a string that is escaped, or is a control character.</summary>
    private int Look(int at) => _json[at] < 0x20 ? throw Control(at) : Escape(at - 1);

    private RequestRejectedException Control(int at) => Broken(at, "a control character inside a string has to be escaped");

    public RequestRejectedException Broken(int at, string what) => new(
        $"We could not parse the JSON body of your request: {(at < _json.Length ? what : "the body ends too early, " + what)} (at byte {Math.Min(at, _json.Length)} of {_json.Length}). "
        + "Send exactly one JSON object, encoded in UTF-8.",
        code: "invalid_json");

    private static ulong Open(int at, ref int depth, ulong objects) =>
        depth++ < MaxDepth
            ? objects << 1
            : throw new RequestRejectedException(
                $"Invalid request body: objects and arrays may be nested {MaxDepth} deep at most (at byte {at}). Flatten the request.", code: "invalid_json");

    private int Escape(int at)
    {
        switch (At(at + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return at + 2;
            case (byte)'u':
                for (var digit = at + 2; digit < at + 6; digit++)
                {
                    if (!char.IsAsciiHexDigit((char)At(digit)))
                    {
                        throw Broken(digit, "'\\u' needs four hexadecimal digits");
                    }
                }

                return at + 6;
            default:
                throw Broken(at + 1, "an unknown escape inside a string");
        }
    }

    private int Scalar(int at) => At(at) switch
    {
        (byte)'"' => Text(at),
        (byte)'t' => Literal(at, "true"u8),
        (byte)'f' => Literal(at, "false"u8),
        (byte)'n' => Literal(at, "null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(at),
        _ => throw Broken(at, "expected a value"),
    };

    private int Text(int at)
    {
        var end = String(at, out _);
        if (end - at >= RequestScan.LongText)
        {
            found?.AddLongText(at, end);
        }

        return end;
    }

    private int Literal(int at, ReadOnlySpan<byte> literal) =>
        _json[at..].StartsWith(literal) ? at + literal.Length : throw Broken(at, "expected a value");

    private int Number(int at)
    {
        at += At(at) == '-' ? 1 : 0;
        at = At(at) == '0' ? at + 1 : Digits(at);
        if (At(at) == '.')
        {
            at = Digits(at + 1);
        }

        if (At(at) is (byte)'e' or (byte)'E')
        {
            at++;
            at = Digits(At(at) is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    private int Digits(int at)
    {
        var first = at;
        while (At(at) is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at > first ? at : throw Broken(at, "a number lacks a digit");
    }
}
