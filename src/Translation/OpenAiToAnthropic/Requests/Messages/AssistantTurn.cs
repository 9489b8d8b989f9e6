using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The current assistant turn: all assistant messages since something else was said.</summary>
internal sealed class AssistantTurn(Draft draft)
{
    private int _messages;
    private int _functionCalls;

    /// <summary>Its first block.</summary>
    public int Start { get; private set; }

    /// <summary>The number of its first call.</summary>
    public int FirstCall { get; private set; }

    /// <summary>The client's index of its last message.</summary>
    public int Message { get; private set; }

    public int Calls => draft.Conversation.Ids.Count - FirstCall;

    /// <summary>Whether nothing of a message goes out. It then ends nothing: what follows belongs with what came before.</summary>
    public bool SaysNothing(in MessageFields message) =>
        message.Audio.IsNothing && message.FunctionCall.IsNothing
        && (message.ToolCalls.IsNothing || (message.ToolCalls.IsArray && message.ToolCalls.IsEmptyContainer))
        && (!message.Refusal.IsString || JsonText.IsBlank(message.Refusal.Inner))
        && PartReader.IsBlank(message.Content)
        && !(draft.SendsThinking && ThinkingReader.Any(message));

    public void Add(in MessageFields message, int index)
    {
        if (!message.Audio.IsNothing)
        {
            throw Reject.Unsupported($"messages[{index}].audio");
        }

        var blocks = draft.Conversation.Blocks;
        var first = blocks.Count;
        if (first == 0 || blocks[first - 1].Role != TurnRole.Assistant)
        {
            Start = first;
            FirstCall = draft.Conversation.Ids.Count;
        }

        if (!RememberedTurn.TryAdd(draft, message, index))
        {
            AddContent(message, index);
        }

        AddCalls(message, index, silent: blocks.Count > first && blocks[first].Kind == BlockKind.Remembered);
        _messages++;
        if (blocks.Count == first)
        {
            return;
        }

        Message = index;
        PartReader.MarkLast(blocks, first, message.CacheControl, index);
    }

    public void Clear()
    {
        Start = 0;
        FirstCall = 0;
        Message = 0;
        _messages = 0;
        _functionCalls = 0;
    }

    private void AddContent(in MessageFields message, int index)
    {
        var blocks = draft.Conversation.Blocks;
        ThinkingReader.Add(draft, message, index);
        if (!message.Content.IsNothing)
        {
            PartReader.ReadContent(draft, blocks, message.Content, TurnRole.Assistant, index);
        }

        if (message.Refusal.IsString && !JsonText.IsBlank(message.Refusal.Inner))
        {
            blocks.Add(new Block(BlockKind.Text, TurnRole.Assistant, message.Refusal.Index, index));
        }
    }

    private void AddCalls(in MessageFields message, int index, bool silent)
    {
        var blocks = draft.Conversation.Blocks;
        var ids = draft.Conversation.Ids;
        if (!message.ToolCalls.IsNothing && !message.ToolCalls.IsArray)
        {
            throw Reject.Type($"messages[{index}].tool_calls", "an array of objects", message.ToolCalls);
        }

        var ordinal = 0;
        foreach (var call in message.ToolCalls.Items)
        {
            ToolCall.Check(call, index, ordinal);
            var id = ids.Add(draft, call["id"u8], _messages, ordinal);
            blocks.Add(new Block(BlockKind.ToolCall, TurnRole.Assistant, call.Index, index, ordinal)
            {
                CallId = id,
                Silent = silent,
                Cache = PartReader.Marker(call),
            });
            ordinal++;
        }

        if (ordinal == 0 && !message.FunctionCall.IsNothing)
        {
            if (!message.FunctionCall["name"u8].IsString)
            {
                throw Reject.Missing($"messages[{index}].function_call.name");
            }

            var id = ids.AddFunctionCall(_functionCalls++, message.FunctionCall.Index);
            blocks.Add(new Block(BlockKind.FunctionCall, TurnRole.Assistant, message.FunctionCall.Index, index) { CallId = id });
        }
    }
}
