using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>
/// The names of one object so far. A name that comes twice is refused: of two values, the gateway and the provider may each believe another.
/// </summary>
internal ref struct SeenKeys(string prefix)
{
    private ulong _known;
    private HashSet<string>? _others;

    /// <param name="known">A number below 64 if the name is one that the gateway reads, else -1.</param>
    /// <param name="name">As it stands in the body, without its quotes.</param>
    public void Add(int known, ReadOnlySpan<byte> name, bool escaped, bool lookalikes)
    {
        if (known >= 0 && !escaped)
        {
            var bit = 1UL << known;
            if ((_known & bit) != 0)
            {
                throw Twice(Encoding.UTF8.GetString(name));
            }

            _known |= bit;
            return;
        }

        var text = escaped ? Unescaped(name) : Encoding.UTF8.GetString(name);
        if (lookalikes && RequestKeys.IsLookalike(text))
        {
            throw new RequestRejectedException(
                $"Invalid request body: the name of the field '{prefix}{text.ToLowerInvariant()}' has to be written in lower case and without escapes.",
                prefix + text.ToLowerInvariant(), "invalid_json");
        }

        if (!(_others ??= new(StringComparer.Ordinal)).Add(text))
        {
            throw Twice(text);
        }
    }

    /// <summary>Whether one of the names is <paramref name="known"/> in another spelling.</summary>
    public readonly bool HasLookalikeOf(string known) => _others?.Any(name => name.Equals(known, StringComparison.OrdinalIgnoreCase)) ?? false;

    private readonly RequestRejectedException Twice(string name)
    {
        var field = prefix + (name.Length <= 64 ? name : name[..64] + "…");
        return new($"Invalid request body: the field '{field}' is given more than once. Send it once.", field, "duplicate_field");
    }

    private static string Unescaped(ReadOnlySpan<byte> name)
    {
        try
        {
            var quoted = new byte[name.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            name.CopyTo(quoted.AsSpan(1));
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RequestRejectedException("Invalid request body: the name of a field has an escape that is half a character.", code: "invalid_json");
        }
    }
}
