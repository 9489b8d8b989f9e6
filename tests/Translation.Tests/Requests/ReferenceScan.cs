using System.Text.Json;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Requests;

/// <summary>The scan as one would write it without a thought of speed, on top of the framework's own reader.</summary>
internal static class ReferenceScan
{
    /// <summary>Null for a body that has to be refused.</summary>
    public static RequestScan? Read(byte[] body)
    {
        try
        {
            return Utf8.IsValid(body) ? ReadObject(body) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static RequestScan? ReadObject(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var scan = new RequestScan { ObjectStart = (int)reader.BytesConsumed, IsEmpty = true };
        var refused = false;
        int? max = null, maxCompletion = null;
        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var isKnown = RequestKeys.IndexOf(System.Text.Encoding.UTF8.GetBytes(name)) >= 0;
            refused |= !names.Add(name) || (isKnown && reader.ValueIsEscaped) || (!isKnown && RequestKeys.IsLookalike(name));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var type = reader.TokenType;
            scan = scan with { IsEmpty = false };
            switch (name)
            {
                case "model":
                    refused |= type != JsonTokenType.String;
                    scan = scan with { Model = type == JsonTokenType.String ? reader.GetString() : null };
                    break;
                case "stream":
                    refused |= type is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null);
                    scan = scan with { Stream = type == JsonTokenType.True };
                    break;
                case "stream_options":
                    refused |= type is not (JsonTokenType.StartObject or JsonTokenType.Null);
                    scan = ReadOptions(reader, scan, ref refused);
                    break;
                case "max_tokens":
                    max = type == JsonTokenType.Number && reader.TryGetInt32(out var a) && a > 0 ? a : null;
                    break;
                case "max_completion_tokens":
                    maxCompletion = type == JsonTokenType.Number && reader.TryGetInt32(out var b) && b > 0 ? b : null;
                    break;
            }

            reader.Skip();
            var range = (start, (int)reader.BytesConsumed - start);
            scan = name switch
            {
                "model" => scan with { ModelValue = range },
                "stream_options" => scan with { StreamOptions = range },
                "messages" => scan with { Messages = range },
                "user" => scan with { User = range },
                _ => scan,
            };
        }

        while (reader.Read())
        {
        }

        return refused ? null : scan with { MaxTokens = maxCompletion ?? max };
    }

    private static RequestScan ReadOptions(Utf8JsonReader reader, RequestScan scan, ref bool refused)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return scan;
        }

        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            refused |= !names.Add(name);
            refused |= name.Equals("include_usage", StringComparison.OrdinalIgnoreCase) && (reader.ValueIsEscaped || name != "include_usage");
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isTrue = reader.TokenType == JsonTokenType.True;
            reader.Skip();
            scan = name == "include_usage" ? scan with { IncludeUsage = isTrue, IncludeUsageValue = (start, (int)reader.BytesConsumed - start) } : scan;
        }

        return scan;
    }
}
