namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>A copy of a text in which some places, given from first to last, read differently.</summary>
internal ref struct SplicedCopy(ReadOnlySpan<byte> source, Span<byte> target)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly Span<byte> _target = target;
    private int _read;

    public int Written { get; private set; }

    public void Insert(int at, scoped ReadOnlySpan<byte> text) => Replace((at, 0), text);

    public void Replace((int Start, int Length) range, scoped ReadOnlySpan<byte> text)
    {
        Put(_source[_read..range.Start]);
        Put(text);
        _read = range.Start + range.Length;
    }

    public void Finish()
    {
        Put(_source[_read..]);
        _read = _source.Length;
    }

    private void Put(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_target[Written..]);
        Written += text.Length;
    }
}
