using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Json;

/// <summary>
/// A flat index over JSON text that somebody else has proved well-formed: where every value starts and ends, and where the next one begins.
/// Nothing is copied or decoded, so a value can be written on to the byte.
/// </summary>
/// <remarks>
/// A string is passed over with a vectorised search, which makes this about three times as fast as a validating reader. Text that was not
/// well-formed after all is refused or indexed wrongly, but never read out of bounds. The array of nodes is rented: call <see cref="Clear"/>.
/// </remarks>
internal sealed class JsonTape
{
    // Twice what a request may nest (64), so that a tape can also hold what a request quotes.
    private const int MaxDepth = 128;

    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    private JsonSlot[] _slots = [];
    private int _count;
    private ArraySegment<byte> _text;

    public JsonValue Root => new(this, 0);

    public ReadOnlySpan<byte> Text => _text.AsSpan();

    public ref readonly JsonSlot this[int index] => ref _slots[index];

    public int Count => _count;

    public JsonTape Read(ReadOnlyMemory<byte> text)
    {
        // An array is asked for its bytes at every question, and answers faster than a memory.
        _text = MemoryMarshal.TryGetArray(text, out var segment) ? segment : text.ToArray();
        _count = 0;
        Index(_text);
        return _count > 0 ? this : throw Broken();
    }

    public void Clear()
    {
        if (_slots.Length > 0)
        {
            ArrayPool<JsonSlot>.Shared.Return(_slots);
            _slots = [];
        }

        _text = default;
        _count = 0;
    }

    private void Index(ReadOnlySpan<byte> text)
    {
        Span<int> open = stackalloc int[MaxDepth];
        var depth = 0;
        var at = 0;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)':':
                    at++;
                    break;
                case (byte)'"':
                    at = AddString(text, at);
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == MaxDepth)
                    {
                        throw Broken();
                    }

                    open[depth++] = _count;
                    Add(new JsonSlot(at, at, 0, text[at] == (byte)'{' ? JsonKind.Object : JsonKind.Array, false));
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    if (depth == 0)
                    {
                        throw Broken();
                    }

                    at++;
                    ref var container = ref _slots[open[--depth]];
                    container = container with { End = at, Next = _count };
                    break;
                default:
                    at = AddScalar(text, at);
                    break;
            }
        }

        if (depth != 0)
        {
            throw Broken();
        }
    }

    private int AddString(ReadOnlySpan<byte> text, int start)
    {
        var at = start + 1;
        var escaped = false;
        while (true)
        {
            var found = at <= text.Length ? text[at..].IndexOfAny((byte)'"', (byte)'\\') : -1;
            if (found < 0)
            {
                throw Broken();
            }

            at += found;
            if (text[at] == (byte)'"')
            {
                Add(new JsonSlot(start, at + 1, _count + 1, JsonKind.String, escaped));
                return at + 1;
            }

            escaped = true;
            at += 2;
        }
    }

    private int AddScalar(ReadOnlySpan<byte> text, int start)
    {
        var length = text[start..].IndexOfAny(ScalarEnd);
        var end = length < 0 ? text.Length : start + length;
        var kind = text[start] switch
        {
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
            _ => throw Broken(),
        };
        Add(new JsonSlot(start, end, _count + 1, kind, false));
        return end;
    }

    private void Add(JsonSlot slot)
    {
        if (_count == _slots.Length)
        {
            Grow();
        }

        _slots[_count++] = slot;
    }

    private void Grow()
    {
        var larger = ArrayPool<JsonSlot>.Shared.Rent(Math.Max(256, _slots.Length * 2));
        _slots.AsSpan(0, _count).CopyTo(larger);
        if (_slots.Length > 0)
        {
            ArrayPool<JsonSlot>.Shared.Return(_slots);
        }

        _slots = larger;
    }

    private static RequestRejectedException Broken() =>
        new("We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)");
}

/// <param name="Start">Offset of the first byte, the opening quote of a string included.</param>
/// <param name="End">Offset after the last byte.</param>
/// <param name="Next">Index of the slot after this value and all that it holds.</param>
/// <param name="Escaped">Whether a string holds a backslash.</param>
internal readonly record struct JsonSlot(int Start, int End, int Next, JsonKind Kind, bool Escaped);
