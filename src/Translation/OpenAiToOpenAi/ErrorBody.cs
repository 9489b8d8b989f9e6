using System.Globalization;
using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// What providers that speak OpenAI's format put into an error: OpenAI's own object, Azure's (with <c>innererror</c>), OpenRouter's (numeric code),
/// a plain string, vLLM's flat object, FastAPI's <c>detail</c>, and the array that Google wraps around it.
/// </summary>
/// <param name="Code">Also where the provider sent a number.</param>
/// <param name="Inner">The code of Azure's <c>innererror</c>.</param>
internal readonly record struct ErrorBody(string? Message, string? Type, string? Code, string? Param, string? Inner)
{
    /// <summary>The status that stands inside the body: a number, or a string of one, from 400 to 599.</summary>
    public int? Status => int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599 ? status : null;

    /// <summary>Empty for everything that is no error in JSON: HTML, text, nothing.</summary>
    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return reader.Read() ? ReadValue(ref reader) : default;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return default; // InvalidOperationException: a string with half a character.
        }
    }

    private static ErrorBody ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new(reader.GetString(), null, null, null, null);
            case JsonTokenType.StartObject:
                return ReadObject(ref reader);
            case JsonTokenType.StartArray:
                ErrorBody first = default;
                for (var count = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
                {
                    var item = ReadValue(ref reader);
                    first = count == 0 ? item : first;
                }

                return first;
            default:
                return default;
        }
    }

    private static ErrorBody ReadObject(ref Utf8JsonReader reader)
    {
        ErrorBody own = default;
        ErrorBody? error = null, detail = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "error" when reader.TokenType is not JsonTokenType.Null:
                    error = ReadValue(ref reader);
                    break;
                case "message" when reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray:
                case "detail":
                    detail = ReadValue(ref reader);
                    break;
                case "message" or "msg":
                    own = own with { Message = Text(ref reader) ?? own.Message };
                    break;
                case "type":
                    own = own with { Type = Text(ref reader) };
                    break;
                case "code":
                    own = own with { Code = Text(ref reader) };
                    break;
                case "param":
                    own = own with { Param = Text(ref reader) };
                    break;
                case "loc":
                    own = own with { Param = Location(ref reader) };
                    break;
                case "innererror" when reader.TokenType is JsonTokenType.StartObject:
                    own = own with { Inner = ReadObject(ref reader).Code };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (error is { } inside && inside != default)
        {
            return inside with { Message = inside.Message ?? own.Message };
        }

        return own.Message is null && detail is { } told ? own with { Message = told.Message, Param = own.Param ?? told.Param } : own;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>FastAPI's way to a field, <c>["body", "messages", 0]</c>, as <c>messages.0</c>.</summary>
    private static string? Location(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var steps = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } step && !(steps.Count == 0 && step == "body"))
            {
                steps.Add(step);
            }
        }

        return steps.Count == 0 ? null : string.Join('.', steps);
    }
}
