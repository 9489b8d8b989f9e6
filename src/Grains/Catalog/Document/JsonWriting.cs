using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>The forms in which a document writes things.</summary>
internal static class JsonWriting
{
    /// <summary>In order of the names, whatever the dictionary's own order is.</summary>
    public static IEnumerable<KeyValuePair<string, T>> InOrder<T>(this IReadOnlyDictionary<string, T> map) =>
        map.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    public static void WriteMap<T>(this Utf8JsonWriter json, string property, IReadOnlyDictionary<string, T> map, Action<Utf8JsonWriter, T> write) =>
        json.WriteMap(property, map, (writer, _, value) => write(writer, value));

    public static void WriteMap<T>(this Utf8JsonWriter json, string property, IReadOnlyDictionary<string, T> map, Action<Utf8JsonWriter, string, T> write)
    {
        json.WriteStartObject(property);
        foreach (var (name, value) in map.InOrder())
        {
            json.WritePropertyName(name);
            write(json, name, value);
        }

        json.WriteEndObject();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string property, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(property);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Nothing when null.</summary>
    public static void WriteText(this Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
        {
            json.WriteString(property, text);
        }
    }

    /// <summary>Nothing when it is the default.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string property, TimeSpan? time, TimeSpan? byDefault)
    {
        if (time is { } value && time != byDefault)
        {
            json.WriteString(property, Durations.Text(value));
        }
    }

    /// <summary>Nothing when it is the default.</summary>
    public static void WriteWord(this Utf8JsonWriter json, string property, string word, string byDefault)
    {
        if (word != byDefault)
        {
            json.WriteString(property, word);
        }
    }

    /// <summary>Nothing when it is the default.</summary>
    public static void WriteFlag(this Utf8JsonWriter json, string property, bool? flag, bool? byDefault)
    {
        if (flag is { } value && flag != byDefault)
        {
            json.WriteBoolean(property, value);
        }
    }

    /// <summary>Nothing when it is the default.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, string property, int? number, int? byDefault)
    {
        if (number is { } value && number != byDefault)
        {
            json.WriteNumber(property, value);
        }
    }
}
