using System.Buffers;
using System.Buffers.Text;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Writes an answer as Chat Completions chunks. Everything that all chunks share is put together once; a chunk is that, the delta and
/// a constant tail. <c>system_fingerprint</c> is left out: the published schema of a chunk knows no null there.
/// </summary>
internal sealed class ChunkSink(AnswerPlan plan) : AnswerSink
{
    private byte[] _shared = [];
    private byte[] _head = [];

    /// <summary>Where the chunks of the current read go.</summary>
    public IBufferWriter<byte>? Output { get; set; }

    private ReadOnlySpan<byte> Tail => plan.IncludeUsage
        ? "},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"u8
        : "},\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8;

    public override void Begin(ReadOnlySpan<byte> id, ReadOnlySpan<byte> serviceTier)
    {
        var shared = default(PooledBytes);
        shared.Append("data: {\"id\":\"chatcmpl-"u8);
        shared.Append(id);
        shared.Append("\",\"object\":\"chat.completion.chunk\",\"created\":"u8);
        AnswerJson.AppendNumber(ref shared, plan.Created);
        shared.Append(",\"model\":\""u8);
        shared.Append(EscapedText.Escape(plan.Alias));
        shared.Append("\""u8);
        if (!serviceTier.IsEmpty)
        {
            shared.Append(",\"service_tier\":\""u8);
            shared.Append(serviceTier);
            shared.Append("\""u8);
        }

        shared.Append(",\"choices\":["u8);
        _shared = shared.Span.ToArray();
        shared.Append("{\"index\":0,\"delta\":{"u8);
        _head = shared.Span.ToArray();
        shared.Release();
        Write("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null"u8);
    }

    public override void Text(ReadOnlySpan<byte> text) => Write("\"content\":\""u8, text, "\""u8);

    public override void Annotations(ReadOnlySpan<byte> list) => Write("\"annotations\":["u8, list, "]"u8);

    public override void Citations(ReadOnlySpan<byte> list) => Write("\"citations\":["u8, list, "]"u8);

    // Readers differ in the name that they look under; the third form is the one that a client can send back.
    public override void Reasoning(int ordinal, ReadOnlySpan<byte> text)
    {
        var delta = default(PooledBytes);
        delta.Append("\"reasoning_content\":\""u8);
        delta.Append(text);
        delta.Append("\",\"reasoning\":\""u8);
        delta.Append(text);
        delta.Append("\",\"reasoning_details\":["u8);
        AnswerJson.AppendReasoningText(ref delta, ordinal, hasText: true, text, default);
        delta.Append("]"u8);
        WriteAndRelease(ref delta);
    }

    public override void ReasoningSignature(int ordinal, ReadOnlySpan<byte> signature)
    {
        var delta = default(PooledBytes);
        delta.Append("\"reasoning_details\":["u8);
        AnswerJson.AppendReasoningText(ref delta, ordinal, hasText: false, default, signature);
        delta.Append("]"u8);
        WriteAndRelease(ref delta);
    }

    public override void RedactedReasoning(int ordinal, ReadOnlySpan<byte> data)
    {
        var delta = default(PooledBytes);
        delta.Append("\"reasoning_details\":["u8);
        AnswerJson.AppendReasoningData(ref delta, ordinal, data);
        delta.Append("]"u8);
        WriteAndRelease(ref delta);
    }

    public override void ToolCall(int ordinal, ToolShape shape, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> caller)
    {
        var delta = default(PooledBytes);
        if (shape == ToolShape.Legacy)
        {
            delta.Append("\"function_call\":{\"name\":\""u8);
            delta.Append(name);
            delta.Append("\",\"arguments\":\"\"}"u8);
        }
        else
        {
            delta.Append("\"tool_calls\":[{\"index\":"u8);
            AnswerJson.AppendNumber(ref delta, ordinal);
            delta.Append(",\"id\":\""u8);
            AnswerJson.AppendCall(ref delta, shape, id, name, default, caller);
            delta.Append("]"u8);
        }

        WriteAndRelease(ref delta);
    }

    public override void ToolText(int ordinal, ToolShape shape, ReadOnlySpan<byte> text)
    {
        if (shape == ToolShape.Legacy)
        {
            Write("\"function_call\":{\"arguments\":\""u8, text, "\"}"u8);
            return;
        }

        var custom = shape == ToolShape.Custom;
        Span<byte> front = stackalloc byte[80];
        var start = "\"tool_calls\":[{\"index\":"u8;
        start.CopyTo(front);
        Utf8Formatter.TryFormat(ordinal, front[start.Length..], out var digits);
        var key = custom ? ",\"custom\":{\"input\":\""u8 : ",\"function\":{\"arguments\":\""u8;
        key.CopyTo(front[(start.Length + digits)..]);
        Write(front[..(start.Length + digits + key.Length)], text, "\"}}]"u8);
    }

    public override void Refusal(ReadOnlySpan<byte> text) => Write("\"refusal\":\""u8, text, "\""u8);

    public override void Finish(ReadOnlySpan<byte> reason, ReadOnlySpan<byte> extras, TokenUsage usage)
    {
        var output = Output!;
        output.Write(_head);
        output.Write("},\"logprobs\":null,\"finish_reason\":\""u8);
        output.Write(reason);
        output.Write("\""u8);
        output.Write(extras);
        output.Write(plan.IncludeUsage ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);
        if (plan.IncludeUsage)
        {
            var json = default(PooledBytes);
            AnswerJson.AppendUsage(ref json, usage);
            output.Write(_shared);
            output.Write("],\"usage\":"u8);
            output.Write(json.Span);
            output.Write("}\n\n"u8);
            json.Release();
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    private void Write(scoped ReadOnlySpan<byte> front, scoped ReadOnlySpan<byte> text = default, scoped ReadOnlySpan<byte> back = default)
    {
        var tail = Tail;
        var length = _head.Length + front.Length + text.Length + back.Length + tail.Length;
        var chunk = Output!.GetSpan(length);
        _head.CopyTo(chunk);
        var at = chunk[_head.Length..];
        front.CopyTo(at);
        at = at[front.Length..];
        text.CopyTo(at);
        at = at[text.Length..];
        back.CopyTo(at);
        tail.CopyTo(at[back.Length..]);
        Output.Advance(length);
    }

    private void WriteAndRelease(ref PooledBytes delta)
    {
        Write(delta.Span);
        delta.Release();
    }
}
