using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// The content as it grows out of several text blocks. Blocks that follow each other are one text (a citation cuts in the middle of
/// a sentence); where something else stood between them, a blank line keeps two sentences apart.
/// </summary>
internal sealed class RunningText
{
    private int _codePoints;
    private bool _endsWithNewline = true;
    private bool _isInterrupted;
    private PooledBytes _joined;

    /// <summary>A block that is no text stands here.</summary>
    public void Interrupt() => _isInterrupted = true;

    public void Send(OpenBlock block, ReadOnlySpan<byte> text, AnswerSink sink)
    {
        var apart = _isInterrupted && !_endsWithNewline && !EscapedText.StartsWithNewline(text);
        _isInterrupted = false;
        _endsWithNewline = EscapedText.EndsWithNewline(text);
        if (apart)
        {
            _codePoints += 2;
            _joined.Append("\\n\\n"u8);
            _joined.Append(text);
            sink.Text(_joined.Span);
            _joined.Release();
        }
        else
        {
            sink.Text(text);
        }

        if (block.TextStart < 0)
        {
            block.TextStart = _codePoints;
        }

        _codePoints += EscapedText.CodePoints(text);
    }

    public void End(OpenBlock block, AnswerSink sink)
    {
        if (block.Citations.Length == 0)
        {
            return;
        }

        var annotations = default(PooledBytes);
        var others = default(PooledBytes);
        Citations.Split(block.Citations.Span, block.TextStart < 0 ? _codePoints : block.TextStart, _codePoints, ref annotations, ref others);
        if (annotations.Length > 0)
        {
            sink.Annotations(annotations.Span);
        }

        if (others.Length > 0)
        {
            sink.Citations(others.Span);
        }

        annotations.Release();
        others.Release();
    }
}
