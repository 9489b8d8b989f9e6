using System.Buffers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>
/// Fields that an operator puts into requests: forced ones replace what the client sent, defaults fill what it left out. The rest of the request
/// stays as it is, to the byte. Never changes; thread-safe.
/// </summary>
/// <remarks><c>max_tokens</c> and <c>max_completion_tokens</c> are one field: two limits in one request are refused by providers.</remarks>
public sealed class RequestParameters
{
    /// <summary>What the gateway reads or writes itself, and the conversation, which is the client's.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["model", "messages", "stream", "stream_options"];

    private static readonly string[] Limits = ["max_tokens", "max_completion_tokens"];

    private readonly Field[] _fields;

    private RequestParameters(Field[] fields) => _fields = fields;

    /// <summary>How many bytes a request can grow by.</summary>
    public int MostAdded => _fields.Sum(one => (2 * one.Value.Length) + one.Member.Length + 1);

    /// <param name="defaults">A JSON object; null for none.</param>
    /// <param name="forced">Likewise. A field that is in both is forced.</param>
    /// <returns>Null when there is no field at all.</returns>
    public static RequestParameters? Of(string? defaults, string? forced)
    {
        var fields = Read(forced, isForced: true).ToList();
        fields.AddRange(Read(defaults, isForced: false).Where(field => !fields.Exists(other => other.Name == field.Name)));
        return fields.Count == 0 ? null : new RequestParameters([.. fields]);
    }

    /// <param name="body">One that <see cref="RequestScanner"/> has read without a complaint.</param>
    /// <param name="scan">Of this very <paramref name="body"/>.</param>
    public void Write(ReadOnlySpan<byte> body, RequestScan scan, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<bool> isThere = stackalloc bool[_fields.Length];
        isThere.Clear();
        var copy = new SplicedCopy(body, output.GetSpan(body.Length + MostAdded));
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var found = Find(reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found >= 0)
            {
                isThere[found] = true;
                if (_fields[found].IsForced)
                {
                    copy.Replace((start, (int)reader.BytesConsumed - start), _fields[found].Value);
                }
            }
        }

        var end = (int)reader.TokenStartIndex;
        var isFirst = scan.IsEmpty;
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!isThere[i])
            {
                copy.Insert(end, isFirst ? ""u8 : ","u8);
                copy.Insert(end, _fields[i].Member);
                isFirst = false;
            }
        }

        copy.Finish();
        output.Advance(copy.Written);
    }

    private int Find(in Utf8JsonReader name)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            foreach (var spelling in _fields[i].Names)
            {
                if (name.ValueTextEquals(spelling))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private static IEnumerable<Field> Read(string? json, bool isForced)
    {
        if (json is null)
        {
            yield break;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var value = Encoding.UTF8.GetBytes(property.Value.GetRawText());
            yield return new Field(
                Limits.Contains(property.Name) ? Limits[0] : property.Name,
                [.. (Limits.Contains(property.Name) ? Limits : [property.Name]).Select(Encoding.UTF8.GetBytes)],
                value,
                [.. JsonSerializer.SerializeToUtf8Bytes(property.Name), (byte)':', .. value],
                isForced);
        }
    }

    /// <param name="Name">What tells it from the others.</param>
    /// <param name="Names">Every spelling under which a request may have it.</param>
    /// <param name="Member">Name and value, as they are added.</param>
    private sealed record Field(string Name, byte[][] Names, byte[] Value, byte[] Member, bool IsForced);
}
