using System.Net;
using System.Net.Http.Headers;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>The provider behind <see cref="EchoFormat"/>, in the place of a connection.</summary>
internal sealed class EchoProvider(TokenCounter tokens, TimeProvider time) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = EchoRequest.Read(await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (asked.Delay > TimeSpan.Zero)
        {
            await Task.Delay(asked.Delay, time, cancellationToken).ConfigureAwait(false);
        }

        if (asked.Status is { } status)
        {
            return new HttpResponseMessage((HttpStatusCode)status) { Content = Error(status) };
        }

        var answer = new EchoAnswer(asked, tokens.Count(asked.Prompt), time.GetUtcNow().ToUnixTimeSeconds(), tokens);
        var content = new StreamContent(new EchoStream(asked.Stream ? answer.Chunks() : answer.Whole()));
        content.Headers.ContentType = new MediaTypeHeaderValue(asked.Stream ? "text/event-stream" : "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static ByteArrayContent Error(int status)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        ErrorObject.Write(body, $"The echo backend was told to answer {status}.", status == 429 ? "rate_limit_error" : "api_error", null, "echo_status");
        return new ByteArrayContent(body.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
