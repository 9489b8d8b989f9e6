namespace Orleans.Gateway.Grains.Chat.Thinking;

/// <summary>The content of one turn, as long as there is room for it.</summary>
internal sealed class KeptTurn
{
    private readonly Action _forgotten;
    private volatile byte[]? _content;

    /// <param name="forgotten">Called when the turn has to make room for others.</param>
    public KeptTurn(byte[] content, Action forgotten)
    {
        (_content, _forgotten, Size) = (content, forgotten, content.Length);
        Place = new(this);
    }

    /// <summary>Null: forgotten.</summary>
    public byte[]? Content => _content;

    /// <summary>In bytes, also after it was forgotten.</summary>
    public int Size { get; }

    /// <summary>Where it stands among the turns of its ledger, by age. The ledger's alone.</summary>
    public LinkedListNode<KeptTurn> Place { get; }

    /// <summary>May come from any thread: the memory is free at once, whatever its grain is at.</summary>
    public void Forget()
    {
        _content = null;
        _forgotten();
    }
}
