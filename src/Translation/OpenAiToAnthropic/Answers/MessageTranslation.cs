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
internal sealed partial class MessageTranslation(AnswerPlan plan, AnswerSink sink)
{
    private readonly OpenBlocks _open = new();
    private readonly RunningText _text = new();
    private AnswerEnd _end;
    private UsageTally _usage;
    private PooledBytes _heldText;
    private long _kept;
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

    private void CountContent()
    {
        HasContent = true;
        IsBlank = false;
        ContentEvents++;
    }

    private static ReadOnlySpan<byte> TierOf(ReadOnlySpan<byte> usage)
    {
        var tier = usage is [(byte)'{', ..] ? RawJson.Property(usage, "service_tier"u8) : default;
        return tier.SequenceEqual("\"priority\""u8) ? "priority"u8
            : tier.SequenceEqual("\"standard\""u8) || tier.SequenceEqual("\"batch\""u8) ? "default"u8
            : default;
    }
}
