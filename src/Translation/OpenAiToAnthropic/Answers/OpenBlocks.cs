using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>The blocks that are open now: nearly always one, so they are a list, and closed ones are used again.</summary>
internal sealed class OpenBlocks
{
    private const int MostOpen = 1_000;

    private readonly List<OpenBlock> _open = [];
    private OpenBlock? _spare;

    public int Count => _open.Count;

    public OpenBlock First => _open[0];

    public OpenBlock? Find(int index)
    {
        foreach (var block in _open)
        {
            if (block.Index == index)
            {
                return block;
            }
        }

        return null;
    }

    /// <exception cref="JsonException">No answer has that many open blocks.</exception>
    public OpenBlock Add(int index, BlockKind kind)
    {
        if (_open.Count == MostOpen)
        {
            throw new JsonException("Too many open content blocks.");
        }

        var block = _spare ?? new OpenBlock();
        _spare = null;
        block.Reset(index, kind);
        _open.Add(block);
        return block;
    }

    public void Remove(OpenBlock block)
    {
        _open.Remove(block);
        block.Reset(-1, BlockKind.Other);
        _spare = block;
    }

    public void Clear()
    {
        while (_open.Count > 0)
        {
            Remove(_open[^1]);
        }
    }
}
