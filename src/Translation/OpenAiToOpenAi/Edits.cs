using System.Buffers;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>Changes to a text of bytes: everything between them is copied as it is.</summary>
/// <remarks>Kept and cleared rather than made anew, so a stream allocates for the first chunks only.</remarks>
internal sealed class Edits
{
    private Edit[] _edits = new Edit[4];
    private int _grows;

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        _grows = 0;
    }

    /// <summary>In any order; two edits never touch the same bytes.</summary>
    public void Add(int start, int length, ReadOnlyMemory<byte> text)
    {
        if (Count == _edits.Length)
        {
            Array.Resize(ref _edits, 2 * Count);
        }

        // Nearly always in order already. Insertions at the same place stay in the order in which they came.
        var at = Count++;
        for (; at > 0 && _edits[at - 1].Start > start; at--)
        {
            _edits[at] = _edits[at - 1];
        }

        _edits[at] = new(start, length, text);
        _grows += text.Length - length;
    }

    /// <summary>The text has become longer or shorter before this place.</summary>
    public void Move(int from, int by)
    {
        for (var i = Count - 1; i >= 0 && _edits[i].Start >= from; i--)
        {
            _edits[i] = _edits[i] with { Start = _edits[i].Start + by };
        }
    }

    /// <param name="offset">How far <paramref name="text"/> begins before the text that the edits count from.</param>
    public void Write(ReadOnlySpan<byte> text, int offset, IBufferWriter<byte> output)
    {
        if (Count == 0)
        {
            output.Write(text);
            return;
        }

        var total = text.Length + _grows;
        var target = output.GetSpan(total);
        int from = 0, to = 0;
        for (var i = 0; i < Count; i++)
        {
            ref readonly var edit = ref _edits[i];
            var kept = text[from..(edit.Start + offset)];
            kept.CopyTo(target[to..]);
            edit.Text.Span.CopyTo(target[(to + kept.Length)..]);
            to += kept.Length + edit.Text.Length;
            from = edit.Start + offset + edit.Length;
        }

        text[from..].CopyTo(target[to..]);
        output.Advance(total);
    }

    private readonly record struct Edit(int Start, int Length, ReadOnlyMemory<byte> Text);
}
