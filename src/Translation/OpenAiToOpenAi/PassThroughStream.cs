using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// A stream of a backend that speaks the client's format: each event goes on byte for byte, so that what the gateway has never heard of
/// arrives, but for the few bytes that would tell the client something wrong.
/// </summary>
/// <remarks>
/// Changed are the model's name, a finish reason that contradicts the tool calls before it, and a tool call without an index. Left out are the
/// usage that the client did not ask for, and comments before the first content. No <c>[DONE]</c> is made up: a provider that sends none is believed
/// if every choice had its finish reason. Nothing is allocated for a chunk once the stream runs.
/// </remarks>
public sealed class PassThroughStream : AnswerStream
{
    /// <summary>8 MiB: images and audio come as base64 in one event.</summary>
    public const int DefaultMaxEventBytes = 8 * 1024 * 1024;

    private readonly bool _includeUsage;
    private readonly int _maxEventBytes;
    private readonly ChunkReader _chunk;
    private EventFrame _frame;
    private KeptBytes _kept;
    private StreamOpening _opening;
    private bool _started;
    private bool _hasEvents;
    private bool _isStream;
    private bool _ending;
    private bool _cutOff;

    /// <param name="includeUsage">Whether the client asked for the usage; if not, what the gateway asked for is hidden.</param>
    /// <param name="showModel">What the client reads as the model's name; null to show the provider's.</param>
    /// <param name="maxEventBytes">A longer event is a failure.</param>
    public PassThroughStream(bool includeUsage, string? showModel = null, int maxEventBytes = DefaultMaxEventBytes)
    {
        _includeUsage = includeUsage;
        _maxEventBytes = maxEventBytes;
        _chunk = new(showModel is null ? null : JsonText.Quoted(showModel), hideUsage: !includeUsage, whole: false);
    }

    public override bool MayEnd => !IsOver && _chunk.Choices.AllFinished;

    private bool IsOver => IsComplete || Failure is not null;

    public override void Read(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (IsOver)
        {
            return;
        }

        if (_opening.Takes(bytes))
        {
            Failure = _opening.IsHopeless ? FailureText.Failure(FailureKind.Malformed) : null;
            return;
        }

        if (_kept.Length > 0)
        {
            _kept.Append(bytes);
            _kept.RemoveFirst(ReadEvents(_kept.Span, output));
        }
        else
        {
            _kept.Append(bytes[ReadEvents(bytes, output)..]);
        }

        if (IsOver)
        {
            _kept.RemoveFirst(_kept.Length);
        }
    }

    public override void End(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _ending = true;
        var finished = _chunk.Choices.AllFinished;
        for (var lineEnds = 0; lineEnds <= 2 && _kept.Length > 0 && !IsOver; lineEnds++)
        {
            // The blank line that an event without one lacks is written for it: a client would not see the event otherwise.
            _kept.Append(lineEnds == 0 ? default : "\n"u8);
            _kept.RemoveFirst(ReadEvents(_kept.Span, output));
        }

        _kept.RemoveFirst(_kept.Length);
        if (IsOver)
        {
            return;
        }

        if (!_isStream)
        {
            Failure = _opening.IsBody ? OpenAiError.InPlaceOfStream(_opening.Body) : FailureText.Failure(FailureKind.Malformed);
            _opening.Release();
            return;
        }

        IsComplete = _cutOff ? finished : _chunk.Choices.AllFinished; // What half an event said does not count.
        Failure = IsComplete ? null : FailureText.Failure(FailureKind.Truncated);
    }

    /// <summary>Handles all events that are whole; says how many bytes they took.</summary>
    private int ReadEvents(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var start = 0;
        while (!IsOver)
        {
            var length = FindEnd(bytes[start..]);
            if ((length == 0 ? bytes.Length - start : length) > _maxEventBytes)
            {
                Failure = FailureText.Failure(FailureKind.Malformed);
            }
            else if (length == 0)
            {
                break;
            }
            else
            {
                Arrivals++;
                Take(bytes.Slice(start, length), output);
            }

            _frame = default;
            start += length;
        }

        return start;
    }

    /// <summary>The length of the event that begins here, its blank line included; 0 if its end is not there yet.</summary>
    private int FindEnd(ReadOnlySpan<byte> bytes)
    {
        while (bytes[_frame.Scanned..].IndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0)
        {
            var end = _frame.Scanned + at;
            var next = end + 1;
            if (bytes[end] == '\r')
            {
                if (next == bytes.Length && !_ending)
                {
                    _frame.Scanned = end; // A line feed may belong to it.
                    return 0;
                }

                next += next < bytes.Length && bytes[next] == '\n' ? 1 : 0;
            }

            var lineStart = _frame.LineStart + (_frame.LineStart == 0 ? ByteOrderMark(bytes) : 0);
            if (lineStart >= end)
            {
                return next;
            }

            _frame.Line(bytes[lineStart..end], lineStart);
            _frame.LineStart = _frame.Scanned = next;
        }

        _frame.Scanned = bytes.Length;
        return 0;
    }

    private void Take(ReadOnlySpan<byte> frame, IBufferWriter<byte> output)
    {
        var skip = ByteOrderMark(frame);
        _started = true;
        _isStream |= _frame.DataLines > 0 || _frame.HasOthers;
        var inPlace = _frame.DataLines == 1;
        var data = inPlace ? frame.Slice(_frame.Data.Start, _frame.Data.Length) : EventFrame.Joined(frame);
        var payload = data.Trim((byte)' ');
        if (payload.IsEmpty)
        {
            // A comment keeps the connection alive. Before the first content it must not commit the answer; cut off, it is nothing. An event
            // without data is none, and clients that parse it all the same fail on it.
            output.Write(HasContent && !_ending && _frame.DataLines == 0 ? frame : default);
        }
        else if (payload.SequenceEqual("[DONE]"u8))
        {
            TakeDone(frame[skip..], output);
        }
        else if (_frame.IsError)
        {
            Failure = OpenAiError.FromEvent(payload);
        }
        else if (TryReadChunk(data))
        {
            if (inPlace)
            {
                _chunk.Edits.Write(frame[skip..], _frame.Data.Start - skip, output);
            }
            else
            {
                output.Write("data: "u8);
                _chunk.Edits.Write(data, 0, output);
                output.Write("\n\n"u8);
            }

            HasContent |= _chunk.HasContent;
            ContentEvents += _chunk.HasContent ? 1 : 0;
            FinishReason = _chunk.FinishReason;
        }
    }

    /// <summary>Takes in what a chunk says; false if it is not for the client.</summary>
    private bool TryReadChunk(ReadOnlySpan<byte> data)
    {
        try
        {
            _chunk.Read(data);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            _cutOff = _ending; // Half an event at the end is not a broken one.
            Failure = _ending ? null : FailureText.Failure(FailureKind.Malformed);
            return false;
        }

        if (_chunk.HasError)
        {
            Failure = OpenAiError.FromEvent(data);
            return false;
        }

        _hasEvents = true;
        Usage = _chunk.Usage ?? Usage;
        return _includeUsage || !_chunk.IsUsageOnly;
    }

    private void TakeDone(ReadOnlySpan<byte> frame, IBufferWriter<byte> output)
    {
        if (!_hasEvents)
        {
            Failure = FailureText.Failure(FailureKind.Truncated); // The end of nothing is no answer.
            return;
        }

        // The provider says that this is all. OpenAI's own audio streams have no finish reason.
        output.Write(frame);
        IsComplete = true;
    }

    private int ByteOrderMark(ReadOnlySpan<byte> bytes) => !_started && bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
}
