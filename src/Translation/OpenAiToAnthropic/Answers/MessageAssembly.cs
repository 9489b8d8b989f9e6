using System.Text.Json;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Puts a streamed Messages answer together to the whole message that it would have been. For clients that want a whole answer of a
/// length that providers only send as a stream. One instance for one call; not thread-safe.
/// </summary>
/// <param name="maxEventBytes">The largest event that is read; beyond it the answer is malformed.</param>
public sealed class MessageAssembly(int maxEventBytes = SseReader.DefaultMaxEventBytes)
{
    private readonly SseReader _reader = new(maxEventBytes);
    private ContentRecord _content = new(isForReading: true);
    private HashSet<int> _open = [];
    private StreamOpening _opening;
    private PooledBytes _head;
    private PooledBytes _stop;
    private PooledBytes _usage;
    private UsageTally _tally;
    private string? _id;
    private long _events;
    private bool _hasStop;

    /// <summary>Whether <see cref="Message"/> is there.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Why there will be no message.</summary>
    public ProviderFailure? Failure { get; private set; }

    /// <summary>The message, as JSON.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>The tokens reported so far: also those of an answer that failed are paid for.</summary>
    public TokenUsage Usage => _tally.Total;

    /// <summary>Whether a first message was thrown away because another one began in its stream, or a piece left out that nobody knows. Such an answer must not be remembered.</summary>
    public bool IsSpliced { get; private set; }

    /// <summary>Whole events and comments so far, whatever they say: what shows that the provider is alive.</summary>
    public long Arrivals => _events + _reader.Comments;

    private bool IsOver => IsComplete || Failure is not null;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_opening.Takes(bytes))
        {
            Failure ??= _opening.IsHopeless ? FailureText.Failure(FailureKind.Malformed) : null;
            return;
        }

        while (!IsOver && _reader.TryRead(ref bytes, out var e))
        {
            _events++;
            Take(e.Data);
        }

        if (_reader.IsOversized && !IsOver)
        {
            Failure = FailureText.Failure(FailureKind.Malformed);
        }
    }

    /// <summary>The provider closed the stream. Sets <see cref="IsComplete"/> or <see cref="Failure"/>.</summary>
    public void End()
    {
        if (!IsOver && _reader.TryEnd(out var last))
        {
            Take(last.Data);
        }

        if (!IsOver && _hasStop)
        {
            Complete();
        }

        if (!IsOver)
        {
            Failure = _opening.IsBody ? MessagesError.InPlaceOfStream(_opening.Body)
                : FailureText.Failure(_reader.HasBegun ? FailureKind.Truncated : FailureKind.Malformed);
        }

        _opening.Release();
    }

    private void Take(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("[DONE]"u8) || json.Trim(" \t\n"u8).IsEmpty)
        {
            return;
        }

        try
        {
            if (!Utf8.IsValid(json))
            {
                throw new JsonException("JSON is UTF-8.");
            }

            Take(MessageEvent.Parse(json), json);
        }
        catch (JsonException)
        {
            Failure = FailureText.Failure(FailureKind.Malformed);
        }
    }

    private void Take(scoped in MessageEvent e, ReadOnlySpan<byte> json)
    {
        var isBlock = e.Type.StartsWith("content_block_"u8);
        if ((isBlock || e.Type.SequenceEqual("message_delta"u8) || e.Type.SequenceEqual("message_stop"u8)) && _id is null)
        {
            throw new JsonException("An answer begins with its beginning.");
        }

        if (isBlock)
        {
            TakeBlock(in e);
        }
        else if (e.Type.SequenceEqual("message_start"u8))
        {
            Begin(e.Message);
        }
        else if (e.Type.SequenceEqual("message_delta"u8))
        {
            _tally.Merge(e.Usage);
            MergeInto(ref _usage, e.Usage);
            Keep(in e.Delta.Stop);
            _hasStop |= !e.Delta.Stop.Reason.IsEmpty;
        }
        else if (e.Type.SequenceEqual("message_stop"u8))
        {
            Complete();
        }
        else if (e.HasError)
        {
            Failure = MessagesError.FromEvent(json);
        }
    }

    private void TakeBlock(scoped in MessageEvent e)
    {
        if (e.Type.SequenceEqual("content_block_start"u8))
        {
            Close(e.Index);
            _open.Add(e.Index);
            _content.Begin(e.Index, e.ContentBlock, BlockStart.Parse(e.ContentBlock));
        }
        else if (e.Type.SequenceEqual("content_block_delta"u8))
        {
            if (!_open.Contains(e.Index) && e.Delta.Type.SequenceEqual("text_delta"u8))
            {
                _open.Add(e.Index);
                _content.Begin(e.Index, "{\"type\":\"text\",\"text\":\"\"}"u8, new BlockStart { Type = "text"u8 });
            }
            else if (!_open.Contains(e.Index) && !e.Delta.PartialJson.IsEmpty)
            {
                throw new JsonException("Input of a tool that was never called.");
            }

            _content.Take(e.Index, in e.Delta);
        }
        else
        {
            Close(e.Index);
        }
    }

    private void Close(int index)
    {
        if (_open.Remove(index))
        {
            _content.End(index);
        }
    }

    private void Begin(ReadOnlySpan<byte> message)
    {
        var head = MessageHead.Parse(message);
        var id = EscapedText.Unescape(head.Id);
        if (_id is not null)
        {
            if (id == _id)
            {
                return;
            }

            if (_hasStop)
            {
                Complete();
                return;
            }

            IsSpliced = true;
            Release();
            (_content, _open, _tally) = (new ContentRecord(isForReading: true), [], default);
        }

        _id = id;
        _head.Append(message);
        _tally.Merge(head.Usage);
        _hasStop = !head.Stop.Reason.IsEmpty;
        MergeInto(ref _usage, head.Usage);
        var index = 0;
        if (!head.Content.IsEmpty)
        {
            var reader = RawJson.Open(head.Content);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var block = RawJson.Slice(ref reader, head.Content);
                _content.Begin(index, block, BlockStart.Parse(block));
                _content.End(index++);
            }
        }
    }

    private void Complete()
    {
        foreach (var index in _open)
        {
            _content.End(index);
        }

        if (_content.IsBroken)
        {
            Failure = FailureText.Failure(FailureKind.Malformed);
            return;
        }

        IsSpliced |= _content.IsPartial;
        var newer = default(PooledBytes);
        newer.Append("{\"content\":"u8);
        newer.Append(_content.ToJson());
        newer.Append(",\"usage\":"u8);
        newer.Append(_usage.Length > 0 ? _usage.Span : "{}"u8);
        newer.Append("}"u8);
        MergeInto(ref _head, newer.Span);
        MergeInto(ref _head, _stop.Length > 0 ? _stop.Span : "{}"u8);
        newer.Release();
        Message = _head.Span.ToArray();
        IsComplete = true;
        Release();
    }

    private void Release()
    {
        _content.Break();
        _head.Release();
        _stop.Release();
        _usage.Release();
    }

    /// <summary>Only why the answer ended: whatever else stands there is no part of a message, and could make it another thing.</summary>
    private void Keep(scoped in MessageStop stop)
    {
        var newer = default(PooledBytes);
        newer.Append("{"u8);
        Append(ref newer, "\"stop_reason\":\""u8, stop.Reason, "\""u8);
        Append(ref newer, "\"stop_sequence\":\""u8, stop.Sequence, "\""u8);
        Append(ref newer, "\"stop_details\":"u8, stop.Details, ""u8);
        newer.Append("}"u8);
        MergeInto(ref _stop, newer.Span);
        newer.Release();

        static void Append(ref PooledBytes json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> end)
        {
            if (!value.IsEmpty)
            {
                json.Append(json.Length > 1 ? ","u8 : ""u8);
                json.Append(name);
                json.Append(value);
                json.Append(end);
            }
        }
    }

    private static void MergeInto(ref PooledBytes json, ReadOnlySpan<byte> newer)
    {
        if (newer is not [(byte)'{', ..])
        {
            return;
        }

        var merged = default(PooledBytes);
        RawJson.AppendMerged(ref merged, json.Length > 0 ? json.Span : "{}"u8, newer, keepOverNull: true);
        json.Release();
        json = merged;
    }
}
