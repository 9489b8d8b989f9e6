using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The client's messages as the content blocks that they become, in the order in which they will be written.</summary>
internal sealed class Conversation
{
    public PooledList<Block> System { get; } = new();

    public PooledList<Block> Blocks { get; } = new();

    public CallIds Ids { get; } = new();

    /// <summary>The content blocks of substituted turns; null while there are none.</summary>
    public List<ReadOnlyMemory<byte>>? Remembered { get; set; }

    /// <summary>Whether the model is to continue an assistant turn that the client started.</summary>
    public bool IsPrefilled { get; set; }

    /// <summary>Whether tool calls since the last thing that the user said came without the thinking that led to them.</summary>
    public bool LacksThinking()
    {
        var blocks = Blocks.Items;
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            ref var block = ref blocks[i];
            if (block.Role == TurnRole.User && block.Kind is not (BlockKind.ToolResult or BlockKind.Reminder))
            {
                return false;
            }

            var startsTurn = i == 0 || blocks[i - 1].Role != TurnRole.Assistant;
            if (block.Role == TurnRole.Assistant && startsTurn && block.Kind != BlockKind.Remembered && !block.IsThinking)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any call is in the history, so that the provider wants tools to be defined.</summary>
    public bool HasCalls => Ids.Count > 0;

    public void Clear()
    {
        System.Clear();
        Blocks.Clear();
        Ids.Clear();
        Remembered = null;
        IsPrefilled = false;
    }
}
