using System.Buffers;
using System.Net.Http.Headers;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>One attempt at a backend that speaks Chat Completions.</summary>
internal sealed class OpenAiExchange(CallRequest request) : Exchange
{
    public override bool StreamsUpstream => request.Stream;

    public override AnswerStream OpenStream() => new PassThroughStream(request.Scan.IncludeUsage, request.Alias, request.Limits.MaxEventBytes);

    public override WholeAnswer Whole(ReadOnlySpan<byte> body, IBufferWriter<byte> output) => PassThroughAnswer.Read(body, request.Alias, output);

    public override ProviderFailure Error(int status, HttpResponseHeaders headers, DateTimeOffset now, ReadOnlySpan<byte> body) =>
        OpenAiError.Read(status, First(headers, "retry-after"), First(headers, "retry-after-ms"), First(headers, "x-should-retry"), now, body);
}
