using System.Text;
using CsCheck;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

public class OpenAiErrorTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Status, body, kind, and the message where it is the provider's.</summary>
    public static TheoryData<int, string, FailureKind, string?> Answers => new()
    {
        { 400, """{"error":{"message":"Invalid 'messages': empty array.","type":"invalid_request_error","param":"messages","code":"empty_array"}}""", FailureKind.Rejected, "Invalid 'messages': empty array." },
        { 400, """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", FailureKind.ContextLength, "This model's maximum context length is 8192 tokens." },
        { 400, """{"object":"error","message":"This model's maximum context length is 8192 tokens.","type":"BadRequestError","param":null,"code":400}""", FailureKind.ContextLength, "This model's maximum context length is 8192 tokens." },
        { 400, """{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}""", FailureKind.ContentFilter, "The response was filtered" },
        { 400, """[{"error":{"code":400,"message":"Invalid value at 'contents'.","status":"INVALID_ARGUMENT"}}]""", FailureKind.Rejected, "Invalid value at 'contents'." },
        { 400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}""", FailureKind.Unauthorized, null },
        { 400, """{"object":"error","message":"Invalid model: tiny","type":"invalid_model","param":null,"code":"1500"}""", FailureKind.ModelNotFound, "Invalid model: tiny" },
        { 422, """{"detail":[{"loc":["body","messages",0],"msg":"field required","type":"missing"}]}""", FailureKind.Rejected, "field required" },
        { 422, """{"object":"error","message":{"detail":[{"loc":["body","n"],"msg":"too many","type":"x"}]},"type":"invalid_request_error"}""", FailureKind.Rejected, "too many" },
        { 400, """{"error":"bad things at https://contoso.openai.azure.com/x"}""", FailureKind.Rejected, "bad things at [url]" },
        { 400, """{"detail":"Not good"}""", FailureKind.Rejected, "Not good" },
        { 400, "<html><body>Bad gateway at llm-7</body></html>", FailureKind.Rejected, null },
        { 400, "", FailureKind.Rejected, null },
        { 400, """{"error":{"message":"half""", FailureKind.Rejected, null },
        { 401, """{"error":{"message":"Incorrect API key provided: sk-abc","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", FailureKind.Unauthorized, null },
        { 401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}""", FailureKind.Unauthorized, null },
        { 403, """{"error":{"code":"403","message":"Traffic is not from an approved private endpoint."}}""", FailureKind.Forbidden, null },
        { 403, """{"error":{"message":"Project `proj_x` does not have access to model `o9`","code":"model_not_found"}}""", FailureKind.ModelNotFound, null },
        { 402, """{"error":{"message":"Insufficient credits","code":402}}""", FailureKind.OutOfCredit, null },
        { 404, """{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""", FailureKind.ModelNotFound, "The model `gpt-9` does not exist or you do not have access to it." },
        { 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", FailureKind.ModelNotFound, "The API deployment for this resource does not exist." },
        { 404, """{"error":{"message":"No endpoints found for foo/bar.","code":404}}""", FailureKind.ModelNotFound, "No endpoints found for foo/bar." },
        { 404, """{"error":{"message":"model 'llama9' not found, try pulling it first"}}""", FailureKind.ModelNotFound, "model 'llama9' not found, try pulling it first" },
        { 404, """{"error":{"code":"404","message":"Resource not found"}}""", FailureKind.NotFound, "Resource not found" },
        { 404, "<html>404</html>", FailureKind.NotFound, null },
        { 405, "", FailureKind.NotFound, null },
        { 301, "", FailureKind.NotFound, null },
        { 408, "", FailureKind.Conflict, null },
        { 409, "", FailureKind.Conflict, null },
        { 413, """{"error":{"message":"Maximum content size limit (26214400) exceeded","type":"invalid_request_error","code":null}}""", FailureKind.TooLarge, "Maximum content size limit (26214400) exceeded" },
        { 418, """{"error":{"message":"teapot"}}""", FailureKind.Rejected, null },
        { 429, """{"error":{"message":"Rate limit reached for gpt-4o in organization org-abc","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", FailureKind.RateLimited, null },
        { 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", FailureKind.OutOfCredit, null },
        { 429, """{"error":{"message":"The engine is currently overloaded, please try again later","type":"engine_overloaded_error"}}""", FailureKind.Overloaded, null },
        { 429, "", FailureKind.RateLimited, null },
        { 500, """{"error":{"message":"The server had an error","type":"server_error"}}""", FailureKind.ServerError, null },
        { 502, "<html>cloudflare</html>", FailureKind.ServerError, null },
        { 503, "", FailureKind.ServerError, null },
        { 503, """{"error":{"message":"That model is currently overloaded with other requests."}}""", FailureKind.Overloaded, null },
        { 504, "", FailureKind.TimedOut, null },
        { 522, "", FailureKind.ServerError, null },
        { 529, "", FailureKind.Overloaded, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Error_answer_is_told_as_what_it_is(int status, string body, FailureKind kind, string? message)
    {
        var failure = OpenAiError.Read(status, null, null, null, Now, Encoding.UTF8.GetBytes(body));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(message ?? FailureText.Of(kind), failure.Message);
        Assert.Equal(status, failure.ProviderStatus);
    }

    /// <summary>Events of a stream that began with 200.</summary>
    public static TheoryData<string, FailureKind, int?> Events => new()
    {
        { """{"error":{"message":"Overloaded","type":"overloaded_error"}}""", FailureKind.Overloaded, null },
        { """{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}""", FailureKind.RateLimited, null },
        { """{"id":"gen-1","error":{"code":429,"message":"Provider returned error"},"choices":[]}""", FailureKind.RateLimited, 429 },
        { """{"error":{"code":"server_error","message":"Provider disconnected unexpectedly"}}""", FailureKind.ServerError, null },
        { """{"error":{"code":502,"message":"x"}}""", FailureKind.ServerError, 502 },
        { """{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}""", FailureKind.ContextLength, null },
        { """{"error":{"message":"no","type":"invalid_request_error"}}""", FailureKind.Rejected, null },
        { """{"error":{"message":"gone","type":"timeout"}}""", FailureKind.TimedOut, null },
        { """{"error":"something"}""", FailureKind.ServerError, null },
        { """{"error":{}}""", FailureKind.ServerError, null },
        { "boom", FailureKind.ServerError, null },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Error_in_a_stream_is_told_as_what_it_is(string data, FailureKind kind, int? status)
    {
        var failure = OpenAiError.FromEvent(Encoding.UTF8.GetBytes(data));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(status, failure.ProviderStatus);
    }

    [Theory]
    [InlineData("\"messages[3].content\"", "\"invalid_request_error\"", "\"invalid_value\"", "messages[3].content", "invalid_request_error", "invalid_value")]
    [InlineData("null", "null", "400", null, null, null)]
    [InlineData("\"https://x.com\"", "\"no such\\nthing\"", "\"sk-abcdefgh\"", null, null, null)]
    public void Param_type_and_code_are_kept_if_they_are_plain_names(string param, string type, string code, string? keptParam, string? keptType, string? keptCode)
    {
        var failure = OpenAiError.Read(400, null, null, null, Now, Encoding.UTF8.GetBytes($$"""{"error":{"message":"m","type":{{type}},"param":{{param}},"code":{{code}} } }"""));

        Assert.Equal((keptParam, keptType, keptCode), (failure.Param, failure.Type, failure.Code));
    }

    [Fact]
    public void Advice_of_the_headers_is_kept()
    {
        var failure = OpenAiError.Read(429, "7", null, "true", Now, default);

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.True(failure.ShouldRetry);
        Assert.Null(OpenAiError.Read(429, null, null, "perhaps", Now, default).ShouldRetry);
        Assert.False(OpenAiError.Read(429, null, null, "false", Now, default).ShouldRetry);
    }

    [Fact]
    public void Words_of_the_provider_are_kept_for_the_repair_rules_only()
    {
        var failure = OpenAiError.Read(401, null, null, null, Now, """{"error":{"message":"key sk-abc is wrong"}}"""u8);

        Assert.Equal("key sk-abc is wrong", failure.RawMessage);
        Assert.DoesNotContain("sk-abc", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_body_is_read_without_an_exception() =>
        Gen.Select(Gen.Int[100, 999], Gen.Char["{}[]\":,eromsgdtailcpn01\\u "].Array[0, 60]).Sample(
            (status, body) => Assert.NotEmpty(OpenAiError.Read(status, null, null, null, Now, Encoding.UTF8.GetBytes(body)).Message), iter: 20_000);
}
