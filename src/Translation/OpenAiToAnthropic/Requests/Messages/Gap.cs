using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// What stands between two assistant turns. The provider wants the results of all calls of the turn before it first, so a place is kept for
/// each when the gap opens; instructions come last, where a model takes them in place.
/// </summary>
internal sealed class Gap(Draft draft)
{
    // A function's result names its function only; nobody has more open calls of the old kind than this.
    private const int MostOpenFunctions = 256;

    private readonly PooledList<Block> _instructions = new();
    private bool _open;
    private int _slots;
    private int _slotCount;
    private int _firstCall;
    private int _nextFree;

    private PooledList<Block> Blocks => draft.Conversation.Blocks;

    public bool IsAnswered(int callId) => Blocks[_slots + callId - _firstCall].Node != 0;

    public void AddUser(in MessageFields message, int index)
    {
        Open();
        PartReader.Read(draft, Blocks, message, TurnRole.User, index);
    }

    public void AddInstruction(in MessageFields message, int index)
    {
        Open();
        if (draft.Options.SystemPlacement == SystemPlacement.Hoist)
        {
            PartReader.Read(draft, draft.Conversation.System, message, TurnRole.System, index);
            draft.Loss.Changed("messages.system");
        }
        else if (draft.Can.MidConversationSystem)
        {
            PartReader.Read(draft, _instructions, message, TurnRole.System, index);
        }
        else
        {
            var first = Blocks.Count;
            PartReader.Read(draft, Blocks, message, TurnRole.User, index);
            foreach (ref var block in Blocks.Items[first..])
            {
                block.Kind = BlockKind.Reminder;
            }

            draft.Loss.Emulated("messages.system");
        }
    }

    public void AddResult(in MessageFields message, JsonValue node, int index)
    {
        Open();
        if (message.Content.Kind is not (JsonKind.Missing or JsonKind.Null or JsonKind.String or JsonKind.Array))
        {
            throw Reject.Type($"messages[{index}].content", "a string or array of parts", message.Content);
        }

        var call = FindCall(message);
        if (call < 0)
        {
            AddOrphan(message, node, index);
            return;
        }

        ref var slot = ref Blocks[_slots + call - _firstCall];
        if (slot.Node != 0 || Blocks.Count > _slots + _slotCount)
        {
            Repair(index, "messages with role 'tool' must directly follow the message with 'tool_calls' that they respond to, once each.");
        }

        slot.Node = node.Index;
        slot.Message = index;
        slot.Cache = PartReader.LastMarker(message);
    }

    /// <summary>An assistant message begins that says something, or the conversation ends.</summary>
    public void Close()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        for (var i = _slots; i < _slots + _slotCount; i++)
        {
            if (Blocks[i].Node == 0)
            {
                Repair(Blocks[i].Message, MissingResults);
            }
        }

        if (_instructions.Count > 0)
        {
            if (Blocks.Count == 0 || Blocks[Blocks.Count - 1].Role != TurnRole.User)
            {
                // An instruction may stand neither first nor directly after what the model said.
                Blocks.Add(new Block(BlockKind.Dot, TurnRole.User, 0, 0));
            }

            foreach (ref var instruction in _instructions.Items)
            {
                Blocks.Add(instruction);
            }
        }
    }

    public void Clear()
    {
        _instructions.Clear();
        _open = false;
    }

    public const string MissingResults =
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";

    private void Open()
    {
        if (_open)
        {
            return;
        }

        _open = true;
        _instructions.CutTo(0);
        _slots = Blocks.Count;
        _firstCall = draft.Turn.FirstCall;
        _slotCount = draft.Conversation.Ids.Count - _firstCall;
        _nextFree = 0;
        for (var i = 0; i < _slotCount; i++)
        {
            Blocks.Add(new Block(BlockKind.ToolResult, TurnRole.User, 0, draft.Turn.Message) { CallId = _firstCall + i });
        }
    }

    private int FindCall(in MessageFields message)
    {
        if (message.Role == MessageRole.Function)
        {
            return FindFunction(message.Name);
        }

        if (!message.ToolCallId.IsNothing && !message.ToolCallId.Inner.IsEmpty)
        {
            return draft.Conversation.Ids.Find(draft, message.ToolCallId, _firstCall, this);
        }

        while (_nextFree < _slotCount && Blocks[_slots + _nextFree].Node != 0)
        {
            _nextFree++;
        }

        return _nextFree < _slotCount ? _firstCall + _nextFree : -1;
    }

    private int FindFunction(JsonValue name)
    {
        var oldest = Math.Max(_firstCall, _firstCall + _slotCount - MostOpenFunctions);
        for (var call = _firstCall + _slotCount - 1; call >= oldest; call--)
        {
            var function = draft.Conversation.Ids[call].Function;
            if (function != 0 && !IsAnswered(call) && draft.At(function)["name"u8].SaysSameAs(name))
            {
                return call;
            }
        }

        return -1;
    }

    private void AddOrphan(in MessageFields message, JsonValue node, int index)
    {
        Repair(index, "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
        if (ToolResultWriter.HasText(message.Content))
        {
            Blocks.Add(new Block(BlockKind.OrphanResult, TurnRole.User, node.Index, index) { Cache = PartReader.LastMarker(message) });
        }

        PartReader.ReadMedia(draft, Blocks, message.Content, index);
    }

    private void Repair(int index, string rule)
    {
        if (draft.Strict)
        {
            throw new RequestRejectedException($"Invalid parameter: {rule}", $"messages[{index}]");
        }

        draft.Loss.Changed("messages");
    }
}
