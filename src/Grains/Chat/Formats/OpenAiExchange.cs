using System.Buffers;
using System.Net.Http.Headers;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>One attempt at a backend that speaks Chat Completions.</summary>
/// <param name="model">The backend's name of the model.</param>
internal sealed class OpenAiExchange(CallRequest request, string model) : Exchange
{
    private PassThroughStream? _stream;

    public override bool StreamsUpstream => request.Stream;

    public override AnswerStream Stream => _stream ??= new PassThroughStream(request.Scan.IncludeUsage, request.Alias, request.Limits.MaxEventBytes);

    public override void Write(IBufferWriter<byte> body) => RequestSplice.Write(request.Body.Span, request.Scan, model, forceUsage: true, body);

    public override WholeAnswer? Take(ReadOnlySpan<byte> body, IBufferWriter<byte> output) => PassThroughAnswer.Read(body, request.Alias, output);

    public override ProviderFailure Error(int status, HttpResponseHeaders headers, DateTimeOffset now, ReadOnlySpan<byte> body) =>
        OpenAiError.Read(status, First(headers, "retry-after"), First(headers, "retry-after-ms"), First(headers, "x-should-retry"), now, body);
}
