using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>A content block between its start and its stop. Blocks may be open at the same time, so each keeps its own state.</summary>
internal sealed class OpenBlock
{
    /// <summary>The provider's index: what its events name it by.</summary>
    public int Index;
    public BlockKind Kind;

    /// <summary>The place among the client's tool calls, or among the reasoning details.</summary>
    public int Ordinal;
    public ToolShape Shape;

    /// <summary>Whether any of the input went to the client.</summary>
    public bool HasSentInput;

    /// <summary>The input that came with the start of the block.</summary>
    public PooledBytes StartInput;

    /// <summary>The streamed input, where it cannot be passed on piece by piece.</summary>
    public PooledBytes Input;
    public CustomInput Custom;
    public PooledBytes Signature;

    /// <summary>Code points of the content in front of the block's text; -1 while it has none.</summary>
    public int TextStart;

    /// <summary>The citations of a text block, each with a comma in front.</summary>
    public PooledBytes Citations;

    public void Reset(int index, BlockKind kind)
    {
        StartInput.Release();
        Input.Release();
        Signature.Release();
        Citations.Release();
        Custom = default;
        (Index, Kind, Ordinal, Shape, HasSentInput, TextStart) = (index, kind, 0, ToolShape.Function, false, -1);
    }
}
