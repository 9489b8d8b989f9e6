using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// The provider's content blocks as they were, put together again from their pieces: what a continuation or a later turn has to send
/// back, signatures and all. Blocks are in the order in which they began.
/// </summary>
/// <param name="isForReading">
/// To be read, not sent back: the input of a call that was cut off is kept, beside an empty one, and what nobody knows how to put together is left out.
/// </param>
internal sealed class ContentRecord(bool isForReading = false)
{
    /// <summary>More than that is not worth keeping.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    private readonly List<RecordedBlock> _blocks = [];
    private readonly List<string> _calls = [];
    private long _size;

    /// <summary>Whether a piece was lost, was too much, or cannot be put together. Half a record is none.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether it is good for reading only.</summary>
    public bool IsPartial { get; private set; }

    public bool HasThinking { get; private set; }

    /// <summary>The ids of the calls of the client's tools.</summary>
    public IReadOnlyList<string> Calls => _calls;

    public void Begin(int index, ReadOnlySpan<byte> json, scoped in BlockStart start)
    {
        if (!Grow(json.Length + RecordedBlock.Overhead))
        {
            return;
        }

        if (start.Type.IsEmpty || !start.PartialInput.IsEmpty)
        {
            Miss();
            if (IsBroken || start.Type.IsEmpty)
            {
                return;
            }
        }

        HasThinking |= start.Type.SequenceEqual("thinking"u8) || start.Type.SequenceEqual("redacted_thinking"u8);
        if (start.Type.SequenceEqual("tool_use"u8))
        {
            _calls.Add(EscapedText.Unescape(start.Id));
        }

        _blocks.Add(new RecordedBlock(index, json, in start));
    }

    public void Take(int index, scoped in MessageDelta delta)
    {
        if (Grow(delta.Json.Length) && Find(index)?.TryTake(in delta) == false)
        {
            Miss();
        }
    }

    public void End(int index)
    {
        if (!IsBroken && Find(index)?.TryEnd(isForReading) == false)
        {
            Break();
        }
    }

    /// <summary>The blocks as a JSON array; empty when <see cref="IsBroken"/>.</summary>
    public byte[] ToJson()
    {
        if (IsBroken)
        {
            return [];
        }

        var json = default(PooledBytes);
        json.Append("["u8);
        foreach (var block in _blocks)
        {
            json.Append(json.Length > 1 ? ","u8 : default);
            json.Append(block.Json);
        }

        json.Append("]"u8);
        var result = json.Span.ToArray();
        json.Release();
        return result;
    }

    /// <summary>Gives its memory back.</summary>
    public void Break()
    {
        IsBroken = true;
        _blocks.ForEach(block => block.Release());
        _blocks.Clear();
        _calls.Clear();
    }

    private void Miss()
    {
        IsPartial = true;
        if (!isForReading)
        {
            Break();
        }
    }

    private bool Grow(int bytes)
    {
        _size += bytes;
        if (!IsBroken && _size > MostBytes)
        {
            Break();
        }

        return !IsBroken;
    }

    private RecordedBlock? Find(int index)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].IsOpen && _blocks[i].Index == index)
            {
                return _blocks[i];
            }
        }

        return null;
    }
}
