using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Turns a streamed Messages answer into Chat Completions chunks.</summary>
/// <remarks>
/// A provider that runs tools itself may pause (<see cref="AnswerStream.IsPaused"/>). The stream is then neither complete nor failed: send the
/// request again with <see cref="PausedContent"/> as last turn and <see cref="Resume"/>, or give up with <see cref="FinishPaused"/>.
/// </remarks>
/// <param name="maxEventBytes">The largest event that is read; beyond it the answer is malformed.</param>
public sealed class MessagesStream(AnswerPlan plan, int maxEventBytes = SseReader.DefaultMaxEventBytes) : AnswerStream
{
    private readonly ChunkSink _sink = new(plan);
    private SseReader _reader = new(maxEventBytes);
    private StreamOpening _opening;
    private MessageTranslation? _translation;
    private bool _isSpliced;
    private bool _isContinued;
    private string? _id;

    /// <summary>While paused: the assistant's content blocks of all calls so far, a JSON array to be sent back as it is. Empty when they could not be kept.</summary>
    public ReadOnlyMemory<byte> PausedContent { get; private set; }

    /// <summary>Of a complete answer with thinking and tool calls: its content blocks as they were, a JSON array. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> RememberContent { get; private set; }

    /// <summary>The ids of the tool calls in <see cref="RememberContent"/>.</summary>
    public IReadOnlyList<string> RememberIds { get; private set; } = [];

    /// <summary>Comment lines so far: they carry nothing, but show that the provider is alive.</summary>
    public long Comments => _reader.Comments;

    public override bool MayEnd => !IsOver && Translation.HasEnd;

    private MessageTranslation Translation => _translation ??= new MessageTranslation(plan, _sink);

    private bool IsOver => IsComplete || IsPaused || Failure is not null;

    public override void Read(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_opening.Takes(bytes))
        {
            Failure ??= _opening.IsHopeless ? FailureText.Failure(FailureKind.Malformed) : null;
            return;
        }

        _sink.Output = output;
        var comments = _reader.Comments;
        while (!IsOver && _reader.TryRead(ref bytes, out var e))
        {
            Arrivals++;
            Take(e.Data);
        }

        Arrivals += _reader.Comments - comments;
        if (_reader.IsOversized && !IsOver)
        {
            Failure = FailureText.Failure(FailureKind.Malformed);
        }

        Publish();
    }

    public override void End(IBufferWriter<byte> output)
    {
        _sink.Output = output;
        if (!IsOver && _reader.TryEnd(out var last))
        {
            Take(last.Data);
        }

        if (!IsOver && Translation.HasEnd)
        {
            Finish();
        }

        if (!IsOver)
        {
            Failure = _opening.IsBody ? MessagesError.InPlaceOfStream(_opening.Body)
                : FailureText.Failure(_reader.HasBegun || _isContinued ? FailureKind.Truncated : FailureKind.Malformed);
        }

        _opening.Release();
        Publish();
    }

    /// <summary>The provider was asked to go on: what is read from now on belongs to its next answer, in the same stream of chunks.</summary>
    public void Resume()
    {
        Translation.Continue();
        _reader = new SseReader(maxEventBytes);
        (_opening, _isContinued) = (default, true);
        PausedContent = default;
        IsPaused = false;
    }

    /// <summary>The provider is not asked any more: the answer ends where it paused, with the finish reason <c>length</c>.</summary>
    public void FinishPaused(IBufferWriter<byte> output)
    {
        _sink.Output = output;
        IsPaused = false;
        PausedContent = default;
        Translation.FinishPaused();
        IsComplete = true;
        Publish();
    }

    private void Take(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("[DONE]"u8) || json.Trim(" \t\n"u8).IsEmpty)
        {
            return; // Servers that imitate the format add it; the end is told otherwise.
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
        if (e.Type.SequenceEqual("content_block_delta"u8))
        {
            Begun().Take(e.Index, in e.Delta);
        }
        else if (e.Type.SequenceEqual("content_block_start"u8))
        {
            Begun().Open(e.Index, e.ContentBlock);
        }
        else if (e.Type.SequenceEqual("content_block_stop"u8))
        {
            Begun().Close(e.Index);
        }
        else if (e.Type.SequenceEqual("message_start"u8))
        {
            Begin(MessageHead.Parse(e.Message));
        }
        else if (e.Type.SequenceEqual("message_delta"u8))
        {
            Begun().Take(e.Delta.Stop, e.Usage);
        }
        else if (e.Type.SequenceEqual("message_stop"u8))
        {
            Begun();
            Finish();
        }
        else if (e.HasError)
        {
            Failure = MessagesError.FromEvent(json);
        }

        // Pings, and the events that the provider has yet to invent, change nothing.
    }

    private MessageTranslation Begun() => Translation.IsOpen ? Translation : throw new JsonException("An answer begins with its beginning.");

    private void Begin(scoped in MessageHead head)
    {
        var id = EscapedText.Unescape(head.Id);
        if (Translation.IsOpen)
        {
            if (id == _id)
            {
                return; // Sent twice by something in between.
            }

            if (Translation.HasEnd)
            {
                Finish();
                return;
            }

            if (!Translation.IsBlank)
            {
                Failure = FailureText.Failure(FailureKind.Spliced);
                return;
            }

            _isSpliced = true;
            Translation.Restart();
        }

        _id = id;
        Translation.Begin(in head);
    }

    private void Finish()
    {
        if (!Translation.Finish())
        {
            IsPaused = true;
            PausedContent = Translation.Record?.ToJson() ?? [];
            return;
        }

        IsComplete = true;
        if (!_isSpliced && Translation.Record is { IsBroken: false, HasThinking: true, Calls.Count: > 0 } record)
        {
            RememberContent = record.ToJson();
            RememberIds = record.Calls;
        }
    }

    private void Publish()
    {
        _sink.Output = null;
        HasContent = Translation.HasContent;
        ContentEvents = Translation.ContentEvents;
        Usage = Translation.Usage;
        FinishReason = Translation.FinishReason;
    }
}
