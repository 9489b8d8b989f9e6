using System.Buffers;
using System.Net.Http.Headers;
using Orleans.Gateway.Grains.Chat.Thinking;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>One attempt at a backend that speaks Messages.</summary>
internal sealed class AnthropicExchange(
    CallRequest request, string version, AnthropicModel model, IRememberedTurns? remembered, ThinkingMemory memory, string backendId)
    : Exchange
{
    private RequestRepairs _repairs = model.Learned;
    private TranslatedRequest? _sent;
    private MessagesStream? _stream;
    private MessageAnswer? _whole;
    private MessageAssembly? _assembly;
    private ReadOnlyMemory<byte> _continuation;
    private int _continuations;
    private bool _repaired;

    public override bool StreamsUpstream => _sent!.StreamUpstream;

    public override string? Loss => _sent is { Loss.IsEmpty: false } sent ? sent.Loss.ToString() : null;

    public override string RequestIdHeader => "request-id";

    public override AnswerStream Stream => _stream ??= new MessagesStream(_sent!.Plan, request.Limits.MaxEventBytes);

    public override void Write(IBufferWriter<byte> body) => _sent = MessagesRequest.Translate(
        request.Body, request.Scan, model.Target, request.Translation, request.Alias, request.Created, _repairs, remembered, _continuation, request.Call.AnthropicBeta, body);

    public override void AddHeaders(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("anthropic-version", version);
        if (_sent!.Betas.Count > 0)
        {
            headers.TryAddWithoutValidation("anthropic-beta", string.Join(',', _sent.Betas));
        }
    }

    public override IStreamAssembly Assemble() => new Assembly(_assembly = new MessageAssembly(request.Limits.MaxEventBytes));

    public override WholeAnswer? Take(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        _whole ??= new MessageAnswer(_sent!.Plan);
        _whole.Add(body, _assembly?.IsSpliced ?? false);
        return _whole.IsPaused ? null : _whole.Write(output);
    }

    public override ProviderFailure Error(int status, HttpResponseHeaders headers, DateTimeOffset now, ReadOnlySpan<byte> body) =>
        MessagesError.Read(status, First(headers, "retry-after"), First(headers, "retry-after-ms"), First(headers, "x-should-retry"), now, body);

    public override bool TryRepair(ProviderFailure failure)
    {
        // Once: a provider that refuses the repaired request too means something else.
        if (_repaired || RepairRules.Match(failure, _repairs, _sent!) is not { } repairs)
        {
            return false;
        }

        (_repaired, _repairs) = (true, repairs);
        return true;
    }

    public override bool TryContinue()
    {
        var content = _whole?.PausedContent ?? _stream!.PausedContent;
        if (content.IsEmpty || _continuations == request.Translation.MaxPauseContinuations)
        {
            return false;
        }

        _continuations++;
        _continuation = content;
        _stream?.Resume();
        return true;
    }

    public override void FinishPaused(IBufferWriter<byte> output) => _stream!.FinishPaused(output);

    public override WholeAnswer FinishPausedWhole(IBufferWriter<byte> output) => _whole!.Write(output);

    public override void Completed()
    {
        if (_repaired)
        {
            model.Helped(_repairs);
        }

        if (_stream is { RememberIds: { Count: > 0 } ids } stream)
        {
            memory.Keep(request.Call.Subscription, backendId, ids, stream.RememberContent);
        }
        else if (_whole is { Remembered: { Ids.Count: > 0 } content })
        {
            memory.Keep(request.Call.Subscription, backendId, content.Ids, content.Content);
        }
    }

    private sealed class Assembly(MessageAssembly assembly) : IStreamAssembly
    {
        public bool IsComplete => assembly.IsComplete;

        public ProviderFailure? Failure => assembly.Failure;

        public TokenUsage Usage => assembly.Usage;

        public long Arrivals => assembly.Arrivals;

        public ReadOnlyMemory<byte> Message => assembly.Message;

        public void Read(ReadOnlySpan<byte> bytes) => assembly.Read(bytes);

        public void End() => assembly.End();
    }
}
