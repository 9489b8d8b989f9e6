using System.Buffers;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// The last chunk of a stream, and which strings in it are the only ones that differ from chunk to chunk. A chunk that is the same but for them is
/// read without a parser: where the bytes before a string are the same, so is what a parser knows at that place.
/// </summary>
/// <remarks>Only of chunks that change nothing but the text: no tool call, no end, no usage, no error. Keeps up to 4 KiB, and allocates once.</remarks>
internal sealed class ChunkShape
{
    private const int Longest = 4 * 1024;
    private const int MostHoles = 2;

    /// <summary>What a string has to be without, to be taken for one at sight.</summary>
    private static readonly SearchValues<byte> Stops = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(code => (byte)code)]);

    private readonly (int Start, int End)[] _holes = new (int, int)[MostHoles];
    private readonly (int Start, int End)[] _last = new (int, int)[MostHoles];
    private byte[] _chunk = [];
    private int _length;
    private int _count;

    /// <summary>Another chunk is being read.</summary>
    public void Begin() => (_length, _count) = (0, 0);

    /// <summary>A string of the chunk that is being read, in quotes, which another chunk may have another text in.</summary>
    public void Hole(int start, int length)
    {
        if (_count < MostHoles)
        {
            _holes[_count] = (start + 1, start + length - 1);
        }

        _count++;
    }

    /// <summary>The chunk has been read, and others may be like it.</summary>
    public void Keep(ReadOnlySpan<byte> chunk)
    {
        if (_count is 0 or > MostHoles || chunk.Length > Longest)
        {
            return;
        }

        if (_chunk.Length < chunk.Length)
        {
            _chunk = new byte[chunk.Length + 64];
        }

        chunk.CopyTo(_chunk);
        _length = chunk.Length;
        _holes.CopyTo(_last, 0);
    }

    /// <summary>Whether the chunk is like the one that was kept, and all of its strings have a text. Then the edits are moved to where they belong in it.</summary>
    public bool Fits(ReadOnlySpan<byte> chunk, Edits edits)
    {
        if (_length == 0)
        {
            return false;
        }

        var kept = _chunk.AsSpan(0, _length);
        Span<(int Start, int End)> found = stackalloc (int, int)[MostHoles];
        int at = 0, from = 0;
        for (var i = 0; i < _count; i++)
        {
            var same = kept[from.._holes[i].Start];
            if (!chunk[at..].StartsWith(same))
            {
                return false;
            }

            at += same.Length;
            var length = chunk[at..].IndexOfAny(Stops);
            if (length <= 0 || chunk[at + length] != '"')
            {
                return false;
            }

            found[i] = (at, at + length);
            at += length;
            from = _holes[i].End;
        }

        if (!chunk[at..].SequenceEqual(kept[from..]))
        {
            return false;
        }

        for (var i = _count - 1; i >= 0; i--)
        {
            edits.Move(_last[i].End, found[i].End - found[i].Start - (_last[i].End - _last[i].Start));
            _last[i] = found[i];
        }

        return true;
    }
}
