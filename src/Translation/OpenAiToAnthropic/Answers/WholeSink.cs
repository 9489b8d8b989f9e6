using System.Buffers;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Collects an answer and writes it as one chat completion. <c>system_fingerprint</c> is left out: the published schema knows no null there.</summary>
internal sealed class WholeSink(AnswerPlan plan) : AnswerSink
{
    private readonly List<WholeCall> _calls = [];
    private PooledBytes _id;
    private PooledBytes _tier;
    private PooledBytes _content;
    private PooledBytes _refusal;
    private PooledBytes _annotations;
    private PooledBytes _citations;
    private PooledBytes _reasoning;
    private PooledBytes _details;
    private PooledBytes _thought;
    private int _thinking = -1;

    /// <summary>Where <see cref="Finish"/> writes the answer.</summary>
    public IBufferWriter<byte>? Output { get; set; }

    public override void Begin(ReadOnlySpan<byte> id, ReadOnlySpan<byte> serviceTier)
    {
        _id.Append(id);
        _tier.Append(serviceTier);
    }

    public override void Text(ReadOnlySpan<byte> text) => _content.Append(text);

    public override void Annotations(ReadOnlySpan<byte> list) => AppendItem(ref _annotations, list);

    public override void Citations(ReadOnlySpan<byte> list) => AppendItem(ref _citations, list);

    public override void Reasoning(int ordinal, ReadOnlySpan<byte> text)
    {
        EndThought(ordinal);
        _reasoning.Append(text);
        _thought.Append(text);
    }

    public override void ReasoningSignature(int ordinal, ReadOnlySpan<byte> signature)
    {
        EndThought(ordinal);
        EndThought(-1, signature);
    }

    public override void RedactedReasoning(int ordinal, ReadOnlySpan<byte> data)
    {
        EndThought(-1);
        _details.Append(_details.Length == 0 ? default : ","u8);
        AnswerJson.AppendReasoningData(ref _details, ordinal, data);
    }

    public override void ToolCall(int ordinal, ToolShape shape, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> caller) =>
        _calls.Add(new WholeCall(shape, id, name, caller));

    public override void ToolText(int ordinal, ToolShape shape, ReadOnlySpan<byte> text) => _calls[ordinal].Text.Append(text);

    public override void Refusal(ReadOnlySpan<byte> text) => _refusal.Append(text);

    public override void Finish(ReadOnlySpan<byte> reason, ReadOnlySpan<byte> extras, TokenUsage usage)
    {
        EndThought(-1);
        if (plan.JsonObject)
        {
            CodeFence.TryRemove(ref _content);
        }

        var json = default(PooledBytes);
        json.Append("{\"id\":\"chatcmpl-"u8);
        json.Append(_id.Span);
        json.Append("\",\"object\":\"chat.completion\",\"created\":"u8);
        AnswerJson.AppendNumber(ref json, plan.Created);
        json.Append(",\"model\":\""u8);
        json.Append(EscapedText.Escape(plan.Alias));
        json.Append("\",\"choices\":[{\"index\":0,\"message\":"u8);
        AppendMessage(ref json);
        json.Append(",\"logprobs\":null,\"finish_reason\":\""u8);
        json.Append(reason);
        json.Append("\""u8);
        json.Append(extras);
        json.Append("}],\"usage\":"u8);
        AnswerJson.AppendUsage(ref json, usage);
        AppendText(ref json, ",\"service_tier\":\""u8, _tier.Span);
        json.Append("}"u8);
        Output!.Write(json.Span);
        json.Release();
        Release();
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        _id.Release();
        _tier.Release();
        _content.Release();
        _refusal.Release();
        _annotations.Release();
        _citations.Release();
        _reasoning.Release();
        _details.Release();
        _thought.Release();
        _calls.ForEach(call => call.Release());
        _calls.Clear();
    }

    private void AppendMessage(ref PooledBytes json)
    {
        json.Append("{\"role\":\"assistant\",\"content\":"u8);
        AppendTextOrNull(ref json, _content.Span, isNull: _content.Length == 0 && (_calls.Count > 0 || _refusal.Length > 0));
        json.Append(",\"refusal\":"u8);
        AppendTextOrNull(ref json, _refusal.Span, isNull: _refusal.Length == 0);
        json.Append(",\"annotations\":["u8);
        json.Append(_annotations.Span);
        json.Append("]"u8);
        AppendCalls(ref json);
        AppendText(ref json, ",\"reasoning_content\":\""u8, _reasoning.Span);
        AppendText(ref json, ",\"reasoning\":\""u8, _reasoning.Span);
        AppendList(ref json, ",\"reasoning_details\":["u8, _details.Span);
        AppendList(ref json, ",\"citations\":["u8, _citations.Span);
        json.Append("}"u8);
    }

    private void AppendCalls(ref PooledBytes json)
    {
        if (_calls.Count == 0)
        {
            return;
        }

        if (plan.LegacyFunctions)
        {
            json.Append(",\"function_call\":{\"name\":\""u8);
            json.Append(_calls[0].Name.Span);
            json.Append("\",\"arguments\":\""u8);
            json.Append(_calls[0].Text.Span);
            json.Append("\"}"u8);
            return;
        }

        json.Append(",\"tool_calls\":["u8);
        foreach (var call in _calls)
        {
            json.Append(ReferenceEquals(call, _calls[0]) ? "{\"id\":\""u8 : ",{\"id\":\""u8);
            AnswerJson.AppendCall(ref json, call.Shape, call.Id.Span, call.Name.Span, call.Text.Span, call.Caller.Span);
        }

        json.Append("]"u8);
    }

    // The text of a thinking block comes before its signature, and only some blocks have both.
    private void EndThought(int next, ReadOnlySpan<byte> signature = default)
    {
        if (_thinking >= 0 && _thinking != next)
        {
            _details.Append(_details.Length == 0 ? default : ","u8);
            AnswerJson.AppendReasoningText(ref _details, _thinking, hasText: true, _thought.Span, signature);
            _thought.Release();
        }

        _thinking = next;
    }

    private static void AppendItem(ref PooledBytes list, ReadOnlySpan<byte> items)
    {
        list.Append(list.Length == 0 ? default : ","u8);
        list.Append(items);
    }

    private static void AppendTextOrNull(ref PooledBytes json, ReadOnlySpan<byte> text, bool isNull)
    {
        json.Append(isNull ? "null"u8 : "\""u8);
        json.Append(text);
        json.Append(isNull ? default : "\""u8);
    }

    private static void AppendText(ref PooledBytes json, ReadOnlySpan<byte> front, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            json.Append(front);
            json.Append(text);
            json.Append("\""u8);
        }
    }

    private static void AppendList(ref PooledBytes json, ReadOnlySpan<byte> front, ReadOnlySpan<byte> list)
    {
        if (!list.IsEmpty)
        {
            json.Append(front);
            json.Append(list);
            json.Append("]"u8);
        }
    }
}
