using System.Buffers.Text;
using System.Text;

namespace Orleans.Gateway.Translation.Json;

/// <summary>One value on a <see cref="JsonTape"/>; the default is a missing one, which answers every question with no.</summary>
internal readonly struct JsonValue(JsonTape tape, int index)
{
    private readonly JsonTape? _tape = tape;

    /// <summary>Where it is on its tape, for code that keeps numbers rather than values.</summary>
    public int Index { get; } = index;

    public JsonKind Kind => _tape is null ? JsonKind.Missing : _tape[Index].Kind;

    public bool IsMissing => _tape is null;

    /// <summary>Absent or <c>null</c>: to OpenAI the same.</summary>
    public bool IsNothing => Kind <= JsonKind.Null;

    public bool IsString => Kind == JsonKind.String;

    public bool IsObject => Kind == JsonKind.Object;

    public bool IsArray => Kind == JsonKind.Array;

    public bool IsTrue => Kind == JsonKind.True;

    public bool IsEscaped => _tape is not null && _tape[Index].Escaped;

    /// <summary>The value as it stands in the text, quotes included.</summary>
    public ReadOnlySpan<byte> Raw
    {
        get
        {
            if (_tape is null)
            {
                return default;
            }

            ref readonly var slot = ref _tape[Index];
            return _tape.Text[slot.Start..slot.End];
        }
    }

    /// <summary>A string without its quotes, escapes as they stand.</summary>
    public ReadOnlySpan<byte> Inner => IsString ? Raw[1..^1] : default;

    /// <summary>How many values it holds at any depth, itself and property names included.</summary>
    public int Size => _tape is null ? 0 : _tape[Index].Next - Index;

    public bool IsEmptyContainer => _tape is not null && Kind >= JsonKind.Array && _tape[Index].Next == Index + 1;

    /// <summary>The property's value, the last one where a name occurs twice; missing when there is none or this is no object.</summary>
    public JsonValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(JsonValue);
            foreach (var (key, value) in Properties)
            {
                if (key.Is(name))
                {
                    found = value;
                }
            }

            return found;
        }
    }

    public JsonProperties Properties => new(_tape, Index, IsObject);

    public JsonItems Items => new(_tape, Index, IsArray);

    /// <summary>The items of this array from one of them on.</summary>
    public JsonItems ItemsFrom(JsonValue first) => new(_tape, Index, IsArray, first.Index);

    /// <summary>Whether this is a string that says exactly this.</summary>
    public bool Is(ReadOnlySpan<byte> text)
    {
        if (_tape is null)
        {
            return false;
        }

        ref readonly var slot = ref _tape[Index];
        if (slot.Kind != JsonKind.String)
        {
            return false;
        }

        return slot.Escaped
            ? JsonText.Decode(Inner).AsSpan().SequenceEqual(text)
            : slot.End - slot.Start - 2 == text.Length && _tape.Text.Slice(slot.Start + 1, text.Length).SequenceEqual(text);
    }

    /// <summary>Whether both are strings that say the same, however they spell it.</summary>
    public bool SaysSameAs(JsonValue other) =>
        IsString && other.IsString && (other.IsEscaped ? Is(JsonText.Decode(other.Inner)) : Is(other.Inner));

    /// <summary>The decoded text; empty when this is no string.</summary>
    public string GetString() => Encoding.UTF8.GetString(IsEscaped ? JsonText.Decode(Inner) : Inner);

    /// <summary>An integer written as one: <c>1.0</c> and <c>1e3</c> are none.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return Kind == JsonKind.Number && Utf8Parser.TryParse(Raw, out value, out var used) && used == Raw.Length;
    }

    public bool TryGetDouble(out double value)
    {
        value = 0;
        return Kind == JsonKind.Number && Utf8Parser.TryParse(Raw, out value, out var used) && used == Raw.Length;
    }
}

/// <summary>The properties of an object, in its order.</summary>
internal ref struct JsonProperties(JsonTape? tape, int index, bool any)
{
    private readonly int _end = any ? tape![index].Next : 0;
    private int _key;
    private int _next = any ? index + 1 : 0;

    public readonly (JsonValue Key, JsonValue Value) Current => (new(tape!, _key), new(tape!, _key + 1));

    public readonly JsonProperties GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next + 1 >= _end)
        {
            return false;
        }

        _key = _next;
        _next = tape![_key + 1].Next;
        return true;
    }
}

/// <summary>The items of an array.</summary>
internal ref struct JsonItems(JsonTape? tape, int index, bool any, int first = 0)
{
    private readonly int _end = any ? tape![index].Next : 0;
    private int _item;
    private int _next = !any ? 0 : first > 0 ? first : index + 1;

    public readonly JsonValue Current => new(tape!, _item);

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        _item = _next;
        _next = tape![_item].Next;
        return true;
    }
}
