using System.Text;

namespace Orleans.Gateway.Translation.Tests.Requests;

/// <summary>Requests as clients, careless clients and attackers write them; the same for the same seed.</summary>
internal sealed class RandomRequests(int seed)
{
    private static readonly string[] Keys =
    [
        "model", "stream", "stream_options", "messages", "max_tokens", "max_completion_tokens", "user", "x", "y", "é", "", "ſtream", "Model", "mod\\u0065l",
        "\\u0078", "strea\\u006D", "\\ud800", "a\\\"b", "include_usage", "temperature", "STREAM_OPTIONS", "z\\\\",
    ];

    private static readonly string[] Scalars =
    [
        "true", "false", "null", "0", "-0", "1", "-1", "10", "256", "01", "1.", "1.5", ".5", "1e5", "1E+5", "1e-", "-", "+1", "1e5.5", "99999999999", "tru", "nul",
        "True", "NaN", "\"\"", "\"gpt\"", "\"a\\n\"", "\"\\u00e9\"", "\"\\u12\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\x\"", "\"é😀\"", "\"\u0001\"", "\"tab\there\"",
        "\"unclosed", "'single'", "\"a\\/b\\\\\"", "\"\u007F\"",
    ];

    private static readonly string[] Noise = ["{", "}", "[", "]", ",", ":", "\"", "\\", "0", " ", "\n", "//c\n", "/**/", "\u00A0", "e", "-", ".", "u", "\0", "t", "\uFEFF"];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var text = new StringBuilder();
        Space(text);
        Object(text, 0, _random.Next(8) == 0 ? 12 : 5);
        Space(text);
        for (var changes = _random.Next(3) == 0 ? _random.Next(1, 4) : 0; changes > 0; changes--)
        {
            Mutate(text);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (_random.Next(6) == 0)
        {
            bytes = bytes[.._random.Next(bytes.Length + 1)];
        }

        if (bytes.Length > 0 && _random.Next(12) == 0)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    private void Object(StringBuilder text, int depth, int members)
    {
        text.Append('{');
        var count = _random.Next(members + 1);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Space(text);
            var key = Keys[_random.Next(_random.Next(3) == 0 ? Keys.Length : 10)];
            text.Append('"').Append(key).Append('"');
            Space(text);
            text.Append(':');
            Space(text);
            Member(text, key, depth);
            Space(text);
        }

        text.Append('}');
    }

    /// <summary>Mostly the type that the field should have, so that many requests pass.</summary>
    private void Member(StringBuilder text, string key, int depth)
    {
        if (_random.Next(5) == 0)
        {
            Value(text, depth + 1);
        }
        else if (key == "stream_options")
        {
            Object(text, depth + 1, 2);
        }
        else
        {
            text.Append(key switch
            {
                "model" => _random.Next(2) == 0 ? "\"gpt-4o\"" : "\"g\\u0070t é\"",
                "stream" or "include_usage" => _random.Next(2) == 0 ? "true" : "false",
                _ => Good(),
            });
        }
    }

    private void Value(StringBuilder text, int depth)
    {
        switch (_random.Next(depth > 5 ? 2 : 5))
        {
            case 0:
                text.Append(Scalars[_random.Next(Scalars.Length)]);
                break;
            case 1:
                text.Append(Good());
                break;
            case 2:
                text.Append('[');
                for (var i = _random.Next(4); i > 0; i--)
                {
                    Space(text);
                    Value(text, depth + 1);
                    text.Append(i == 1 && _random.Next(20) > 0 ? "" : ",");
                }

                Space(text);
                text.Append(']');
                break;
            case 3:
                Object(text, depth + 1, 3);
                break;
            default:
                var nested = _random.Next(30) == 0 ? _random.Next(58, 68) : _random.Next(4);
                text.Append('[', nested).Append('1').Append(']', nested);
                break;
        }
    }

    private string Good() => Scalars[_random.Next(4) switch { 0 => 0, 1 => 5, 2 => 25, _ => 26 }];

    private void Space(StringBuilder text) => text.Append(_random.Next(4) == 0 ? " \n\t\r"[_random.Next(4)].ToString() : "");

    private void Mutate(StringBuilder text)
    {
        var at = _random.Next(text.Length);
        switch (_random.Next(3))
        {
            case 0:
                text.Remove(at, 1);
                break;
            case 1:
                text.Insert(at, Noise[_random.Next(Noise.Length)]);
                break;
            default:
                text[at] = (char)_random.Next(0x20, 0x7F);
                break;
        }

        text.Append(text.Length == 0 ? " " : "");
    }
}
