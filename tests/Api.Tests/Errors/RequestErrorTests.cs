using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Errors;

/// <summary>What the gateway refuses by itself, before any provider hears of it.</summary>
public sealed class RequestErrorTests(SmallLimitsFixture fixture) : IClassFixture<SmallLimitsFixture>
{
    private const string Messages = """ "messages":[{"role":"user","content":"hi"}] """;

    private static CancellationToken Cancellation => Patience.Token;

    public static TheoryData<string, string, string?> BadBodies => new()
    {
        { "", "invalid_json", null },
        { "hello", "invalid_json", null },
        { "[]", "invalid_json", null },
        { "null", "invalid_json", null },
        { """{"model":"gpt",""", "invalid_json", null },
        { $$"""{"model":"gpt",{{Messages}}""", "invalid_json", null },
        { $$"""{"model":"gpt",{{Messages}}}""" + "}", "invalid_json", null },
        { $$"""{"model":"gpt",{{Messages}},}""", "invalid_json", null },
        { $$"""{"model":"gpt",'messages':[]}""", "invalid_json", null },
        { $$"""{"model":"gpt","model":"claude",{{Messages}}}""", "duplicate_field", "model" },
        { $$"""{"model":"gpt","mod\u0065l":"claude",{{Messages}}}""", "invalid_json", "model" },
        { $$"""{"model":"gpt","n":{{new string('[', 80)}}{{new string(']', 80)}},{{Messages}}}""", "invalid_json", null },
        { $$"""{ {{Messages}} }""", "missing_required_parameter", "model" },
        { $$"""{"model":"",{{Messages}}}""", "missing_required_parameter", "model" },
        { $$"""{"model":4,{{Messages}}}""", "invalid_type", "model" },
        { $$"""{"model":null,{{Messages}}}""", "invalid_type", "model" },
        { $$"""{"model":"gpt","stream":"yes",{{Messages}}}""", "invalid_type", "stream" },
        { $$"""{"model":"gpt","stream_options":7,"stream":true,{{Messages}}}""", "invalid_type", "stream_options" },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task A_body_that_two_parsers_could_read_differently_or_not_at_all_is_refused(string body, string code, string? param)
    {
        using var response = await fixture.Http.ChatAsync(body, Cancellation);

        var error = await ApiError.OfAsync(response, 400, Cancellation);
        Assert.Equal("invalid_request_error", error.Type);
        Assert.Equal(code, error.Code);
        if (param is not null)
        {
            Assert.Equal(param, error.Param);
        }

        Assert.Empty(fixture.AttemptsOf(response));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public async Task Text_that_is_not_utf_8_is_refused(byte[] bytes)
    {
        byte[] body = [.. """{"model":"gpt","messages":[{"role":"user","content":" """u8, .. bytes, .. "\"}]}"u8];

        using var response = await fixture.Http.ChatAsync(body, Cancellation);

        Assert.Contains("UTF-8", (await ApiError.OfAsync(response, 400, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_nobody_knows_is_not_found()
    {
        using var response = await fixture.Http.SayAsync("gpt-9", "hello", Cancellation);

        var error = await ApiError.OfAsync(response, 404, Cancellation);
        Assert.Equal(("invalid_request_error", "model", "model_not_found"), (error.Type, error.Param, error.Code));
        Assert.Equal("The model 'gpt-9' does not exist or you do not have access to it.", error.Message);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("POST", "/llm/v1")]
    [InlineData("POST", "/llm/v1/completions")]
    [InlineData("POST", "/llm/v1/chat/completions/")]
    [InlineData("POST", "/llm/v10/chat/completions")]
    [InlineData("POST", "/openai/deployments/gpt/completions")]
    [InlineData("GET", "/llm/v1/%2e%2e/%2e%2e/etc/passwd")]
    public async Task An_address_that_does_not_exist_is_not_found(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal("unknown_url", (await ApiError.OfAsync(response, 404, Cancellation)).Code);
    }

    [Theory]
    [InlineData("GET", "/llm/v1/chat/completions", "POST")]
    [InlineData("DELETE", "/llm/v1/chat/completions", "POST")]
    [InlineData("POST", "/llm/v1/models", "GET")]
    [InlineData("DELETE", "/llm/v1/models/gpt", "GET")]
    public async Task Another_method_than_the_right_one_is_told_which_is(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal("method_not_allowed", (await ApiError.OfAsync(response, 405, Cancellation)).Code);
        Assert.Equal([allowed], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_announced_or_not(bool chunked)
    {
        using var request = ChatCalls.Request(Saying(new string('x', SmallLimitsFixture.MaxRequestBytes)));
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        var error = await ApiError.OfAsync(response, 413, Cancellation);
        Assert.Equal("request_too_large", error.Code);
        Assert.Empty(fixture.AttemptsOf(response));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_exactly_the_limit_is_taken(bool chunked)
    {
        var room = SmallLimitsFixture.MaxRequestBytes - Encoding.UTF8.GetByteCount(Saying(""));
        using var request = ChatCalls.Request(Saying(new string('x', room)));
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_compressed_body_is_refused(string encoding)
    {
        using var request = ChatCalls.Request(Saying("hello"));
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal("unsupported_content_encoding", (await ApiError.OfAsync(response, 415, Cancellation)).Code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task A_body_that_does_not_say_it_is_json_is_refused(string? type)
    {
        using var request = ChatCalls.Request(Saying("hello"));
        request.Content!.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal("unsupported_content_type", (await ApiError.OfAsync(response, 415, Cancellation)).Code);
    }

    [Fact]
    public async Task The_model_of_the_path_is_the_one_that_counts()
    {
        using var response = await fixture.Http.SayAsync("nothing", "hello", Cancellation, path: "/openai/deployments/gpt/chat/completions?api-version=1");

        Assert.Equal("gpt", (await response.JsonAsync(Cancellation)).GetProperty("model").GetString());
        Assert.Equal("gpt-4o", Assert.Single(fixture.AttemptsOf(response)).Request.Model);
    }

    private static string Saying(string text) => $$"""{"model":"gpt","messages":[{"role":"user","content":"{{text}}"}]}""";
}
