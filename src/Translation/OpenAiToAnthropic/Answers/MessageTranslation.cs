using System.Text.Json;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Turns the parts of a Messages answer into the parts of a Chat Completions answer. Whole and streamed answers go through here alike:
/// a whole one is a beginning that already has all of its content.
/// </summary>
/// <remarks>
/// <code>
///   Begin ──▶ (Open ──▶ Take* ──▶ Close)* ──▶ Finish
///     ▲                                          │ the provider paused
///     └───────────────── Continue ◀──────────────┘
/// </code>
/// </remarks>
internal sealed class MessageTranslation(AnswerPlan plan, AnswerSink sink)
{
    private readonly OpenBlocks _open = new();
    private readonly RunningText _text = new();
    private AnswerEnd _end;
    private UsageTally _usage;
    private PooledBytes _heldText;
    private bool _hasBegun;
    private int _calls;
    private int _reasonings;
    private bool _hasJson;
    private bool _hasBlocks;

    /// <summary>Whether this call's beginning was seen.</summary>
    public bool IsOpen { get; private set; }

    public bool HasContent { get; private set; }

    public int ContentEvents { get; private set; }

    public TokenUsage Usage => _usage.Total;

    /// <summary>Whether the provider said why it stopped: an answer that breaks off after that is whole.</summary>
    public bool HasEnd => _end.IsKnown;

    /// <summary>Whether nothing but the role went out, so that another beginning may still replace this one.</summary>
    public bool IsBlank { get; private set; } = true;

    public string? FinishReason { get; private set; }

    /// <summary>The provider's blocks as they were, for a continuation or for the memory; null while nobody will ask for them.</summary>
    public ContentRecord? Record { get; private set; } = plan.ServerTools ? new ContentRecord() : null;

    public void Begin(scoped in MessageHead head)
    {
        IsOpen = true;
        _usage.Merge(head.Usage);
        _end.Take(head.Stop);
        if (!_hasBegun)
        {
            _hasBegun = true;
            sink.Begin(head.Id.StartsWith("msg_"u8) ? head.Id[4..] : head.Id, plan.ServiceTier ? TierOf(head.Usage) : default);
        }

        if (head.Content.IsEmpty)
        {
            return;
        }

        var index = 0;
        var reader = RawJson.Open(head.Content);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Open(index, RawJson.Slice(ref reader, head.Content));
            Close(index++);
        }
    }

    public void Open(int index, ReadOnlySpan<byte> json)
    {
        Close(index); // An index was once used again without a stop in between.
        var start = BlockStart.Parse(json);
        ReadOnlySpan<byte> name = default;
        var shape = ToolShape.Function;
        var kind = KindOf(start.Type);
        if (kind == BlockKind.Tool)
        {
            (kind, shape) = ToolNaming.Of(plan, start.Name, out name);
            var isSecond = kind == BlockKind.JsonTool ? _hasJson : shape == ToolShape.Legacy && _calls > 0;
            kind = isSecond ? BlockKind.Unsaid : kind;
        }

        if (Record is null && !_hasBlocks && kind is BlockKind.Thinking or BlockKind.RedactedThinking)
        {
            Record = new ContentRecord();
        }

        _hasBlocks = true;
        Record?.Begin(index, json, in start);
        var block = _open.Add(index, kind);
        block.Shape = shape;
        if (kind != BlockKind.Text)
        {
            _text.Interrupt();
        }

        switch (kind)
        {
            case BlockKind.Text:
                Text(block, start.Text);
                Cite(block, start.Citations is [_, .. var list, _] ? list : default);
                break;

            case BlockKind.Thinking:
                block.Ordinal = _reasonings++;
                Think(block, start.Thinking);
                block.Signature.Append(start.Signature);
                break;

            case BlockKind.RedactedThinking when plan.ExposeReasoning:
                IsBlank = false;
                sink.RedactedReasoning(_reasonings++, start.Data);
                break;

            case BlockKind.Tool:
                block.Ordinal = _calls++;
                block.StartInput.Append(start.Input);
                CountContent();
                sink.ToolCall(block.Ordinal, shape, start.Id, name, start.Caller);
                Input(block, start.PartialInput);
                break;

            case BlockKind.JsonTool:
                _hasJson = true;
                block.StartInput.Append(start.Input);
                Input(block, start.PartialInput);
                break;
        }
    }

    public void Take(int index, scoped in MessageDelta delta)
    {
        var block = _open.Find(index);
        if (block is null)
        {
            // Something in between lost the start. Text needs none; a tool call without its name is broken.
            if (delta.Type.SequenceEqual("text_delta"u8))
            {
                Open(index, "{\"type\":\"text\",\"text\":\"\"}"u8);
                block = _open.Find(index)!;
            }
            else if (delta.Type.SequenceEqual("input_json_delta"u8) && !delta.PartialJson.IsEmpty)
            {
                throw new JsonException("Input of a tool that was never called.");
            }
            else
            {
                return;
            }
        }

        Record?.Take(index, in delta);
        switch (block.Kind)
        {
            case BlockKind.Text when delta.Type.SequenceEqual("text_delta"u8):
                Text(block, delta.Text);
                break;

            case BlockKind.Text when delta.Type.SequenceEqual("citations_delta"u8):
                Cite(block, delta.Citation);
                break;

            case BlockKind.Thinking when delta.Type.SequenceEqual("thinking_delta"u8):
                Think(block, delta.Thinking);
                break;

            case BlockKind.Thinking when delta.Type.SequenceEqual("signature_delta"u8):
                block.Signature.Append(delta.Signature);
                break;

            case BlockKind.Tool or BlockKind.JsonTool when delta.Type.SequenceEqual("input_json_delta"u8):
                Input(block, delta.PartialJson);
                break;
        }
    }

    public void Close(int index)
    {
        if (_open.Find(index) is { } block)
        {
            Close(block);
        }
    }

    /// <summary>The <c>message_delta</c> of a stream.</summary>
    public void Take(scoped in MessageStop stop, ReadOnlySpan<byte> usage)
    {
        _end.Take(stop);
        _usage.Merge(usage);
    }

    /// <summary>The provider's answer is over. False if it only paused: then <see cref="Continue"/> or <see cref="FinishPaused"/>.</summary>
    public bool Finish()
    {
        while (_open.Count > 0)
        {
            Close(_open.First);
        }

        IsOpen = false;
        if (_end.IsPause && _calls == 0)
        {
            return false;
        }

        FinishPaused();
        return true;
    }

    /// <summary>Ends the answer where it is.</summary>
    public void FinishPaused()
    {
        if (!_hasJson && _heldText.Length > 0)
        {
            CountContent();
            sink.Text(_heldText.Span);
        }

        if (_end.IsRefusal)
        {
            CountContent();
            sink.Refusal(_end.Explanation is { IsEmpty: false } explanation ? explanation : "The response was blocked by the provider's safety system."u8);
        }

        // A pause that is not continued, although the client got calls: they are what it has to answer.
        FinishReason = _end.FinishReason(_calls > 0, _hasJson, plan.LegacyFunctions);
        var extras = default(PooledBytes);
        _end.AppendExtras(ref extras);
        sink.Finish(System.Text.Encoding.ASCII.GetBytes(FinishReason), extras.Span, Usage);
        extras.Release();
        _end.Clear();
        _heldText.Release();
    }

    /// <summary>The next call goes on where this one paused.</summary>
    public void Continue()
    {
        IsOpen = false;
        _end.Clear();
        _usage.Continue();
        _text.Interrupt();
    }

    /// <summary>Throws away a beginning of which the client has seen nothing.</summary>
    public void Restart()
    {
        _open.Clear();
        _end.Clear();
        _heldText.Release();
        _usage = default;
        (_reasonings, _hasJson) = (0, false);
        Record = null;
    }

    private void Close(OpenBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Text:
                _text.End(block, sink);
                break;

            case BlockKind.Thinking when plan.ExposeReasoning && block.Signature.Length > 0:
                IsBlank = false;
                sink.ReasoningSignature(block.Ordinal, block.Signature.Span);
                break;

            case BlockKind.Tool or BlockKind.JsonTool when !block.HasSentInput:
                SendWholeInput(block);
                break;
        }

        Record?.End(block.Index);
        _open.Remove(block);
    }

    private void Text(OpenBlock block, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (plan.JsonTool is not null)
        {
            // The JSON is the answer, and talk around it would break it. Where it never comes, the talk is all there is.
            _heldText.Append(text);
            return;
        }

        CountContent();
        _text.Send(block, text, sink);
    }

    private void Cite(OpenBlock block, ReadOnlySpan<byte> citations)
    {
        if (!citations.IsEmpty && plan.JsonTool is null)
        {
            block.Citations.Append(block.Citations.Length == 0 ? default : ","u8);
            block.Citations.Append(citations);
        }
    }

    private void Think(OpenBlock block, ReadOnlySpan<byte> thinking)
    {
        if (!thinking.IsEmpty && plan.ExposeReasoning)
        {
            CountContent();
            sink.Reasoning(block.Ordinal, thinking);
        }
    }

    private void Input(OpenBlock block, ReadOnlySpan<byte> partial)
    {
        if (partial.IsEmpty)
        {
            return;
        }

        if (block.Shape is ToolShape.Function or ToolShape.Legacy)
        {
            block.HasSentInput = true;
            Send(block, partial);
            return;
        }

        EscapedText.AppendUnescaped(ref block.Input, partial);
        if (block.Shape == ToolShape.Custom)
        {
            var ready = default(PooledBytes);
            block.Custom.Advance(block.Input.Span, ref ready);
            block.HasSentInput = block.Custom.IsFound;
            Send(block, ready.Span);
            ready.Release();
        }
    }

    // A tool without parameters streams no input at all, and {} in its start is only a placeholder.
    private void SendWholeInput(OpenBlock block)
    {
        var input = block.Input.Length > 0 ? block.Input.Span : block.StartInput.Length > 0 ? block.StartInput.Span : "{}"u8;
        var text = default(PooledBytes);
        ToolInput.Append(ref text, block.Shape, input);
        Send(block, text.Span);
        text.Release();
    }

    private void Send(OpenBlock block, ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        CountContent();
        if (block.Kind == BlockKind.JsonTool)
        {
            sink.Text(input);
        }
        else
        {
            sink.ToolText(block.Ordinal, block.Shape, input);
        }
    }

    private void CountContent()
    {
        HasContent = true;
        IsBlank = false;
        ContentEvents++;
    }

    private static BlockKind KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("text"u8) ? BlockKind.Text
        : type.SequenceEqual("thinking"u8) ? BlockKind.Thinking
        : type.SequenceEqual("redacted_thinking"u8) ? BlockKind.RedactedThinking
        : type.SequenceEqual("tool_use"u8) ? BlockKind.Tool
        : BlockKind.Other;

    private static ReadOnlySpan<byte> TierOf(ReadOnlySpan<byte> usage)
    {
        var tier = usage is [(byte)'{', ..] ? RawJson.Property(usage, "service_tier"u8) : default;
        return tier.SequenceEqual("\"priority\""u8) ? "priority"u8
            : tier.SequenceEqual("\"standard\""u8) || tier.SequenceEqual("\"batch\""u8) ? "default"u8
            : default;
    }
}
