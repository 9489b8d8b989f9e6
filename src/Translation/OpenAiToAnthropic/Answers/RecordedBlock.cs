using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>One content block and what its deltas have added.</summary>
internal sealed class RecordedBlock
{
    /// <summary>About what a block costs besides its own bytes.</summary>
    public const int Overhead = 600;

    private PooledBytes _json;
    private PooledBytes _text;
    private PooledBytes _thinking;
    private PooledBytes _signature;
    private PooledBytes _input;
    private PooledBytes _citations;
    private PooledBytes _compaction;
    private Parts _changed;

    public RecordedBlock(int index, ReadOnlySpan<byte> json, scoped in BlockStart start)
    {
        Index = index;
        _json.Append(json);
        _text.Append(start.Text);
        _thinking.Append(start.Thinking);
        _signature.Append(start.Signature);
        _citations.Append(start.Citations is [_, .. var list, _] ? list : default);
    }

    [Flags]
    private enum Parts
    {
        None = 0,
        Text = 1,
        Thinking = 2,
        Signature = 4,
        Input = 8,
        Citations = 16,
    }

    public int Index { get; }

    public bool IsOpen { get; private set; } = true;

    public ReadOnlySpan<byte> Json => _json.Span;

    /// <summary>False for a kind of delta that nobody knows how to apply.</summary>
    public bool TryTake(scoped in MessageDelta delta)
    {
        if (delta.Type.SequenceEqual("text_delta"u8))
        {
            Add(ref _text, delta.Text, Parts.Text);
        }
        else if (delta.Type.SequenceEqual("thinking_delta"u8))
        {
            Add(ref _thinking, delta.Thinking, Parts.Thinking);
        }
        else if (delta.Type.SequenceEqual("signature_delta"u8))
        {
            Add(ref _signature, delta.Signature, Parts.Signature);
        }
        else if (delta.Type.SequenceEqual("input_json_delta"u8))
        {
            EscapedText.AppendUnescaped(ref _input, delta.PartialJson);
            _changed |= _input.Length > 0 ? Parts.Input : Parts.None;
        }
        else if (delta.Type.SequenceEqual("citations_delta"u8))
        {
            _citations.Append(_citations.Length == 0 || delta.Citation.IsEmpty ? default : ","u8);
            Add(ref _citations, delta.Citation, Parts.Citations);
        }
        else if (delta.Type.SequenceEqual("compaction_delta"u8))
        {
            _compaction.Release();
            _compaction.Append(delta.Json);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>False when the pieces make no block, such as the input of a call that was cut off.</summary>
    /// <param name="keepsPartialInput">Keeps such an input as text, beside an empty one.</param>
    public bool TryEnd(bool keepsPartialInput)
    {
        IsOpen = false;
        var newer = default(PooledBytes);
        if (_changed.HasFlag(Parts.Input) && !RawJson.IsWhole(_input.Span))
        {
            if (!keepsPartialInput)
            {
                return false;
            }

            _changed &= ~Parts.Input;
            newer.Append("{\"input\":{},\"partial_json\":\""u8);
            EscapedText.AppendEscaped(ref newer, _input.Span);
            newer.Append("\"}"u8);
            Merge(ref newer);
        }

        Patch(ref newer, Parts.Text, "{\"text\":\""u8, _text.Span, "\"}"u8);
        Patch(ref newer, Parts.Thinking, "{\"thinking\":\""u8, _thinking.Span, "\"}"u8);
        Patch(ref newer, Parts.Signature, "{\"signature\":\""u8, _signature.Span, "\"}"u8);
        Patch(ref newer, Parts.Input, "{\"input\":"u8, _input.Span, "}"u8);
        Patch(ref newer, Parts.Citations, "{\"citations\":["u8, _citations.Span, "]}"u8);
        if (_compaction.Length > 0)
        {
            // The delta's own type must not become the block's.
            RawJson.AppendMerged(ref newer, _compaction.Span, "{\"type\":\"compaction\"}"u8, keepOverNull: false);
            Merge(ref newer);
        }

        ReleasePieces();
        return true;
    }

    public void Release()
    {
        _json.Release();
        ReleasePieces();
    }

    private void Add(ref PooledBytes part, ReadOnlySpan<byte> piece, Parts changed)
    {
        part.Append(piece);
        _changed |= piece.IsEmpty ? Parts.None : changed;
    }

    private void Patch(ref PooledBytes newer, Parts part, ReadOnlySpan<byte> front, ReadOnlySpan<byte> value, ReadOnlySpan<byte> back)
    {
        if (_changed.HasFlag(part))
        {
            newer.Append(front);
            newer.Append(value);
            newer.Append(back);
            Merge(ref newer);
        }
    }

    private void Merge(ref PooledBytes newer)
    {
        var merged = default(PooledBytes);
        RawJson.AppendMerged(ref merged, _json.Span, newer.Span, keepOverNull: false);
        _json.Release();
        newer.Release();
        _json = merged;
    }

    private void ReleasePieces()
    {
        _text.Release();
        _thinking.Release();
        _signature.Release();
        _input.Release();
        _citations.Release();
        _compaction.Release();
    }
}
