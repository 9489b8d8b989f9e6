using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>A 200 that holds no answer.</summary>
public sealed class MalformedAnswerTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const string Canary = "canary in a body";

    public static TheoryData<string> Bodies =>
    [
        "", " ", "null", "true", "42", "\"canary in a body\"", "[]", "{}", "{\"canary in a body\":", "<html><body>cloudflare at 203.0.113.7</body></html>",
        "{\"choices\":\"canary in a body\"}", "{\"choices\":[null],\"content\":[null]}", "{\"choices\":{},\"content\":{}}", "{\"error\":\"canary in a body\"}",
        "{\"error\":{\"message\":\"canary in a body at 127.0.0.1\",\"type\":\"overloaded_error\"},\"type\":\"error\"}",
        "data: {\"canary in a body\":\n\n", "data: [DONE]\n\n", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "\0\0\0\0",
    ];

    [Theory, MemberData(nameof(Bodies))]
    public async Task What_is_no_answer_is_passed_over_and_never_shown(string body)
    {
        foreach (var family in (string[])["gpt", "claude"])
        {
            foreach (var stream in (bool[])[false, true])
            {
                var fault = Faults.Body(200, stream ? Reply.EventStream : Reply.Json, body);
                await IsPassedOverAsync(Fixture.Fresh(family), fault, stream);
                var error = await IsToldFailingAsync(Fixture.Fresh(family), fault, stream);
                Assert.DoesNotContain(Canary, error, StringComparison.Ordinal);
            }
        }
    }

    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task Json_that_never_closes_is_no_answer(string family, bool stream)
    {
        var bomb = new string('[', 100_000);
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.DeepJson(100_000), stream);
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.Body(200, stream ? Reply.EventStream : Reply.Json, $"data: {{\"choices\":{bomb}\n\n"), stream);
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.TruncatedJson(), stream);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 999 canary-account\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nx-canary: a\r\n b\r\ncontent-length: 2\r\n\r\n{}")]
    public async Task Not_even_the_http_need_be_right(string bytes)
    {
        foreach (var stream in (bool[])[false, true])
        {
            await IsPassedOverAsync(Fixture.Fresh("gpt"), Faults.Raw(bytes), stream);
            await IsPassedOverAsync(Fixture.Fresh("claude"), Faults.Raw(bytes), stream);
        }
    }

    /// <summary>What stands in place of a stream, and what it is.</summary>
    public static TheoryData<string, string, int, string> Bodies200 => new()
    {
        { "text/html", "<html><body>Sign in</body></html>", 502, "upstream_malformed" },
        { "text/html", "\r\n <!doctype html>\n: it is no comment\n\n", 502, "upstream_malformed" },
        { "application/json", "", 502, "upstream_malformed" },
        { "text/event-stream", "", 502, "upstream_malformed" },
        { "text/plain", "upstream connect error\n\nor a disconnect", 502, "upstream_malformed" },
        { "application/json", "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}", 502, "upstream_malformed" },
        { "application/json", "{\"type\":\"error\",\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}", 503, "overloaded" },
        { "text/event-stream", "{\"type\":\"error\",\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit_error\",\"code\":429}}", 429, "rate_limit_exceeded" },
    };

    [Theory, MemberData(nameof(Bodies200))]
    public async Task What_stands_in_place_of_a_stream_is_told_from_one_that_broke_off(string contentType, string body, int status, string code)
    {
        foreach (var family in (string[])["gpt", "claude"])
        {
            await IsToldAsync(Fixture.Fresh(family), Faults.Body(200, contentType, body), stream: true, status, code);
        }
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task A_stream_is_one_whatever_its_type_says(string family)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, Behaviour.Sensible.WithContentType("application/json"));

        using var response = await Fixture.Http.SayAsync(Fixture.Fresh(family), mark, Cancellation, stream: true);

        Assert.Equal($"You said: {mark}", await TextAsync(response, stream: true));
    }

    private async Task<string> IsToldFailingAsync(string alias, Behaviour fault, bool stream)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, fault);
        using var response = await Fixture.Http.SayAsync(alias, mark, Cancellation, stream);
        Assert.InRange((int)response.StatusCode, 429, 504);
        return (await ApiError.OfAsync(response, (int)response.StatusCode, Cancellation)).Message;
    }
}
