using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Why the provider stopped, kept until the answer is over; a later report replaces an earlier one.</summary>
internal struct AnswerEnd
{
    private PooledBytes _reason;
    private PooledBytes _sequence;
    private PooledBytes _details;

    /// <summary>Whether the provider said so at all.</summary>
    public readonly bool IsKnown => _reason.Length > 0;

    public readonly bool IsRefusal => Is("refusal"u8);

    /// <summary>The provider stopped in the middle of its own work and waits to be asked again with what it has so far.</summary>
    public readonly bool IsPause => Is("pause_turn"u8) || Is("compaction"u8);

    /// <summary>What the provider says about its refusal; empty where it says nothing.</summary>
    public readonly ReadOnlySpan<byte> Explanation => TextOf("explanation"u8);

    public void Take(scoped in MessageStop stop)
    {
        Replace(ref _reason, stop.Reason);
        Replace(ref _sequence, stop.Sequence);
        Replace(ref _details, stop.Details);
    }

    public void Clear()
    {
        _reason.Release();
        _sequence.Release();
        _details.Release();
    }

    /// <summary>Chat Completions' finish reason.</summary>
    /// <param name="calls">The client got tool calls. Some servers then still say that the turn ended, and agents would stop there.</param>
    /// <param name="json">The call of an emulation tool was the content.</param>
    public readonly string FinishReason(bool calls, bool json, bool legacy)
    {
        if (Is("max_tokens"u8) || Is("model_context_window_exceeded"u8) || (IsPause && !calls))
        {
            return "length";
        }

        if (IsRefusal)
        {
            return "content_filter";
        }

        if (Is("stop_sequence"u8) || (!calls && (json || !Is("tool_use"u8))))
        {
            return "stop";
        }

        return legacy ? "function_call" : "tool_calls";
    }

    /// <summary>What Chat Completions has no field for, as properties of the choice, each with a comma in front.</summary>
    public readonly void AppendExtras(ref PooledBytes json)
    {
        if (_sequence.Length > 0)
        {
            Append(ref json, ",\"stop_sequence\":\""u8, _sequence.Span);
        }

        if (IsRefusal && TextOf("category"u8) is { IsEmpty: false } category)
        {
            Append(ref json, ",\"refusal_category\":\""u8, category);
        }

        if (IsKnown && !IsMapped)
        {
            Append(ref json, ",\"native_finish_reason\":\""u8, _reason.Span);
        }
    }

    private readonly bool IsMapped =>
        IsRefusal || IsPause || Is("end_turn"u8) || Is("stop_sequence"u8) || Is("tool_use"u8) || Is("max_tokens"u8) || Is("model_context_window_exceeded"u8);

    private readonly bool Is(ReadOnlySpan<byte> reason) => _reason.Span.SequenceEqual(reason);

    private readonly ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> name)
    {
        var value = _details.Length == 0 ? default : RawJson.Property(_details.Span, name);
        return value is [(byte)'"', ..] ? value[1..^1] : default;
    }

    private static void Replace(ref PooledBytes kept, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            kept.Release();
            kept.Append(value);
        }
    }

    private static void Append(ref PooledBytes json, ReadOnlySpan<byte> front, ReadOnlySpan<byte> text)
    {
        json.Append(front);
        json.Append(text);
        json.Append("\""u8);
    }
}
