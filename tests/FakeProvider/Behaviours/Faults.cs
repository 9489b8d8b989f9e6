using System.Globalization;
using System.IO.Compression;
using System.Text;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Recordings;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>What providers do wrong. Errors come in the format of the call, in the provider's words.</summary>
public static class Faults
{
    private static readonly Dictionary<int, (string Anthropic, string OpenAi, string Message)> Errors = new()
    {
        [400] = ("invalid_request_error", "invalid_request_error", "The request is not good."),
        [401] = ("authentication_error", "invalid_request_error", "invalid x-api-key"),
        [402] = ("billing_error", "insufficient_quota", "Your credit balance is too low to access the API."),
        [403] = ("permission_error", "invalid_request_error", "Your API key does not have permission to use the specified resource."),
        [404] = ("not_found_error", "invalid_request_error", "The requested resource could not be found."),
        [413] = ("request_too_large", "invalid_request_error", "Request exceeds the maximum size"),
        [429] = ("rate_limit_error", "requests", "This request would exceed your organization's rate limit."),
        [500] = ("api_error", "server_error", "Internal server error"),
        [502] = ("api_error", "server_error", "Bad gateway"),
        [503] = ("api_error", "server_error", "The server is currently overloaded. Please try again later."),
        [504] = ("timeout_error", "server_error", "The request timed out."),
        [529] = ("overloaded_error", "server_error", "Overloaded"),
    };

    /// <summary>An error with the provider's body for that status.</summary>
    public static Behaviour Status(int status, string? message = null, string? code = null, params (string Name, string Value)[] headers) => Behaviour.Of(request =>
        ErrorOf(request.Dialect, status, message, code).ToReply(request.Dialect).With(headers));

    /// <summary>429; the headers that are not null go out as they are, sense or nonsense.</summary>
    public static Behaviour RateLimited(string? retryAfter = "1", string? retryAfterMs = null) => Status(429, code: "rate_limit_exceeded", headers:
    [
        .. retryAfter is null ? Array.Empty<(string, string)>() : [("retry-after", retryAfter)],
        .. retryAfterMs is null ? Array.Empty<(string, string)>() : [("retry-after-ms", retryAfterMs)],
    ]);

    /// <summary>429 without a time, because money has run out.</summary>
    public static Behaviour SpendLimited() => Status(429, "You have reached your specified API usage limits. You will regain access on 2030-01-01 at 00:00 UTC.", "insufficient_quota");

    public static Behaviour Overloaded() => Status(529, headers: ("x-should-retry", "true"));

    public static Behaviour Unauthorized() => Status(401);

    /// <summary>Bytes as they are, of any kind and length.</summary>
    public static Behaviour Body(int status, string contentType, ReadOnlyMemory<byte> body) => Behaviour.Of(_ => Reply.Whole(status, contentType, body));

    public static Behaviour Body(int status, string contentType, string body) => Body(status, contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>What a proxy in front of the provider sends.</summary>
    public static Behaviour HtmlPage(int status = 502) =>
        Body(status, "text/html; charset=UTF-8", "<html>\r\n<head><title>Bad gateway</title></head>\r\n<body>cloudflare at 203.0.113.7</body>\r\n</html>\r\n");

    public static Behaviour EmptyBody(int status = 200) => Body(status, Reply.Json, ReadOnlyMemory<byte>.Empty);

    public static Behaviour TruncatedJson() => Behaviour.Sensible.Rewritten(body => body[..(body.Length / 2)]);

    /// <summary>Not a byte, and no end.</summary>
    public static Behaviour NeverAnswers() => Behaviour.Sensible.EndingWith(Ending.Stall) with { SendsHeaders = false };

    public static Behaviour ClosesBeforeHeaders() => Behaviour.Sensible.EndingWith(Ending.Fin) with { SendsHeaders = false };

    public static Behaviour ResetsBeforeHeaders() => Behaviour.Sensible.EndingWith(Ending.Reset) with { SendsHeaders = false };

    /// <summary>200, and then an error: as the first event, or after that many good ones.</summary>
    public static Behaviour ErrorAfterEvents(int events, int status = 529) => Behaviour.Sensible.Changed((request, reply) =>
        reply with { Pieces = reply.Pieces.Take(events).Append(ErrorOf(request.Dialect, status, null, null).ToEvent(request.Dialect)) });

    /// <summary>A good beginning that goes quiet.</summary>
    public static Behaviour StallsAfterEvents(int events) => Behaviour.Sensible.CutAfterEvents(events, Ending.Stall);

    /// <summary>A good stream with that many text events, made while it is sent.</summary>
    public static Behaviour Chunks(long count, string text = " word") => Behaviour.Of(request => Streams.Of(request, Enumerate(count), text));

    /// <summary>A good stream that never ends.</summary>
    public static Behaviour Endless(string text = " word") => Chunks(long.MaxValue, text);

    /// <summary>A good stream with one event of about that many bytes.</summary>
    public static Behaviour HugeEvent(int bytes) => Chunks(1, new string('x', bytes));

    /// <summary>A stream that is alive and says nothing: pings, or comments where the format has no pings, for ever.</summary>
    public static Behaviour OnlyPings(TimeSpan interval = default) => Behaviour.Sensible.Changed((request, reply) =>
    {
        var ping = request.Dialect is Dialect.Anthropic ? "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray() : ": PROCESSING\n\n"u8.ToArray();
        return reply with { Pieces = reply.Pieces.Take(request.Dialect is Dialect.Anthropic ? 1 : 0).Concat(Enumerate(long.MaxValue).Select(_ => (ReadOnlyMemory<byte>)ping)) };
    }).Delayed(betweenEvents: interval);

    /// <summary>Whatever the bytes are, status line included; then the connection ends.</summary>
    public static Behaviour Raw(ReadOnlyMemory<byte> bytes) => Behaviour.Of(_ => new Reply(200, "", [bytes])) with { IsRaw = true, Ending = Ending.Fin };

    public static Behaviour Raw(string bytes) => Raw(Encoding.Latin1.GetBytes(bytes));

    /// <summary>A good answer behind that many bytes of headers.</summary>
    public static Behaviour HugeHeaders(int bytes) => Behaviour.Sensible.WithHeader("x-filler", new string('x', bytes));

    /// <summary>A good answer behind that many headers.</summary>
    public static Behaviour HeaderFlood(int headers) => Behaviour.Sensible.Changed((_, reply) =>
        reply.With([.. Enumerate(headers).Select(header => (string.Create(CultureInfo.InvariantCulture, $"x-flood-{header}"), "canary-account"))]));

    /// <summary>A good answer, byte by byte.</summary>
    public static Behaviour Trickle(TimeSpan betweenBytes) => Behaviour.Sensible.InSlicesOf(1, betweenBytes);

    /// <summary>JSON that opens that many lists and closes none.</summary>
    public static Behaviour DeepJson(int depth) => Body(200, Reply.Json, new string('[', depth));

    /// <summary>A whole body of that many bytes that never becomes JSON.</summary>
    public static Behaviour HugeBody(long bytes)
    {
        const int Piece = 64 * 1024;
        ReadOnlyMemory<byte> filler = Enumerable.Repeat((byte)' ', Piece).ToArray();
        return Behaviour.Of(_ => new Reply(200, Reply.Json, Enumerate((bytes + Piece - 1) / Piece).Select(piece => piece == 0 ? "{"u8.ToArray().Concat(filler[1..].ToArray()).ToArray() : filler)));
    }

    /// <summary>A compressed body, asked for or not, that grows to that many bytes.</summary>
    public static Behaviour GzipBomb(long bytes)
    {
        const int Member = 10 * 1024 * 1024;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(new byte[Member]);
        }

        ReadOnlyMemory<byte> member = packed.ToArray(); // Several members after each other are one gzip stream.
        return Behaviour.Of(_ => new Reply(200, Reply.Json, Enumerate((bytes + Member - 1) / Member).Select(_ => member)) { Headers = [("content-encoding", "gzip")] });
    }

    /// <summary>What was recorded, event by event.</summary>
    public static Behaviour Replay(WireFixture recording) => Behaviour.Of(_ => new Reply(
        recording.ReplayStatus, recording.IsStream ? Reply.EventStream : Reply.Json, Streams.SplitEvents(recording.Bytes(), recording.IsStream)));

    private static Refusal ErrorOf(Dialect dialect, int status, string? message, string? code)
    {
        var known = Errors.GetValueOrDefault(status, ("api_error", "server_error", "Something went wrong"));
        return new Refusal(status, dialect is Dialect.Anthropic ? known.Item1 : known.Item2, message ?? known.Item3, Code: code);
    }

    private static IEnumerable<long> Enumerate(long count)
    {
        for (long at = 0; at < count; at++)
        {
            yield return at;
        }
    }
}
