using System.Text.Json;
using Orleans.Gateway.Translation.Json;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>The part that knows content blocks.</summary>
internal sealed partial class MessageTranslation
{
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

        // An empty text is none: it is neither shown nor sent back.
        _hasBlocks |= kind != BlockKind.Text || !start.Text.IsEmpty;
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
                Keep(ref block.Signature, delta.Signature);
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

        _hasBlocks = true;
        if (plan.JsonTool is not null)
        {
            // The JSON is the answer, and talk around it would break it. Where it never comes, the talk is all there is.
            Keep(ref _heldText, text);
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
            Keep(ref block.Citations, citations);
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
        // Some providers begin with a blank, and for a tool without parameters that is all.
        if (partial.IsEmpty || (!block.HasSentInput && block.Input.Length == 0 && JsonText.IsBlank(partial)))
        {
            return;
        }

        if (block.Shape is ToolShape.Function or ToolShape.Legacy)
        {
            block.HasSentInput = true;
            Send(block, partial);
            return;
        }

        CountKept(partial.Length);
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
        var input = block.Input.Length > 0 ? block.Input.Span : IsNoInput(block.StartInput.Span) ? "{}"u8 : block.StartInput.Span;
        var text = default(PooledBytes);
        ToolInput.Append(ref text, block.Shape, input);
        Send(block, text.Span);
        text.Release();
    }

    private static bool IsNoInput(ReadOnlySpan<byte> json) => json.IsEmpty || json.SequenceEqual("null"u8) || json.SequenceEqual("\"\""u8);

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

    private void Keep(ref PooledBytes kept, ReadOnlySpan<byte> bytes)
    {
        CountKept(bytes.Length);
        kept.Append(bytes);
    }

    // What cannot be passed on at once stays in memory, and a provider may never stop.
    private void CountKept(int bytes)
    {
        _kept += bytes;
        if (_kept > ContentRecord.MostBytes)
        {
            throw new JsonException("Too much to keep.");
        }
    }

    private static BlockKind KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("text"u8) ? BlockKind.Text
        : type.SequenceEqual("thinking"u8) ? BlockKind.Thinking
        : type.SequenceEqual("redacted_thinking"u8) ? BlockKind.RedactedThinking
        : type.SequenceEqual("tool_use"u8) ? BlockKind.Tool
        : BlockKind.Other;
}
