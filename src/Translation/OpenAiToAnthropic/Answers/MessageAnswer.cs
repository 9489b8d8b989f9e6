using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Turns a whole Messages answer into a chat completion. One instance for one answer; not thread-safe.</summary>
/// <remarks>
/// <code>
///   Add ──▶ IsPaused? ── no ──▶ Write
///    ▲         │ yes: send the request again with PausedContent as last turn (or give up and Write)
///    └─────────┘
/// </code>
/// </remarks>
public sealed class MessageAnswer
{
    private readonly WholeSink _sink;
    private readonly MessageTranslation _translation;
    private readonly PooledBuffer _written = new();
    private ProviderFailure? _failure;

    public MessageAnswer(AnswerPlan plan)
    {
        _sink = new WholeSink(plan) { Output = _written };
        _translation = new MessageTranslation(plan, _sink);
    }

    /// <summary>Whether the provider paused its own work and waits to be asked to go on.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>While paused: the assistant's content blocks of all messages so far, a JSON array to be sent back as it is. Empty when they could not be kept.</summary>
    public ReadOnlyMemory<byte> PausedContent { get; private set; }

    /// <summary>What to keep for later turns.</summary>
    public RememberedContent Remembered { get; private set; } = RememberedContent.None;

    /// <summary>A whole answer that is not to be continued: one that paused has the finish reason <c>length</c>.</summary>
    public static WholeAnswer Translate(ReadOnlySpan<byte> body, AnswerPlan plan, IBufferWriter<byte> output)
    {
        var answer = new MessageAnswer(plan);
        answer.Add(body);
        return answer.Write(output);
    }

    /// <summary>Takes in one message: the first, or the one that continues a paused one.</summary>
    /// <param name="isSpliced">Whether something in between mixed it from two (<see cref="MessageAssembly.IsSpliced"/>): then it is not remembered.</param>
    public void Add(ReadOnlySpan<byte> body, bool isSpliced = false)
    {
        if (IsPaused)
        {
            _translation.Continue();
            (IsPaused, PausedContent) = (false, default);
        }

        try
        {
            Take(body, isSpliced);
        }
        catch (JsonException)
        {
            _failure = FailureText.Failure(FailureKind.Malformed);
        }
    }

    /// <summary>Writes the chat completion; nothing when the answer is none.</summary>
    public WholeAnswer Write(IBufferWriter<byte> output)
    {
        if (_failure is null)
        {
            if (IsPaused)
            {
                _translation.FinishPaused();
            }

            output.Write(_written.Written);
        }

        _written.Clear();
        _sink.Release();
        return new WholeAnswer(_translation.Usage, _translation.FinishReason, _failure);
    }

    private void Take(ReadOnlySpan<byte> body, bool isSpliced)
    {
        if (!Utf8.IsValid(body))
        {
            throw new JsonException("JSON is UTF-8.");
        }

        var head = MessageHead.Parse(body);
        if (head.HasError || head.Type.SequenceEqual("error"u8))
        {
            _failure = MessagesError.FromEvent(body);
            return;
        }

        if (!head.Type.SequenceEqual("message"u8) && head.Content.IsEmpty)
        {
            throw new JsonException("Neither a message nor an error.");
        }

        _translation.Begin(in head);
        if (!_translation.Finish())
        {
            IsPaused = true;
            PausedContent = _translation.Record?.ToJson() ?? [];
        }
        else if (!isSpliced && _translation.Record is { IsBroken: false, HasThinking: true, Calls.Count: > 0 } record)
        {
            Remembered = new RememberedContent(record.ToJson(), record.Calls);
        }
    }
}
