using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.Errors;

/// <summary>From what a provider answers to what a client is owed for it if no other target can help: both ends of the way in one row.</summary>
public class ClientErrorTests
{
    /// <summary>The provider's status, type and message; the client's status, type and code; whether another target is asked.</summary>
    public static TheoryData<int, string, string, int, string, string?, bool> Rows => new()
    {
        { 400, "invalid_request_error", "messages: bad", 400, "invalid_request_error", null, false },
        { 400, "invalid_request_error", "prompt is too long: 3 tokens > 2 maximum", 400, "invalid_request_error", "context_length_exceeded", true },
        { 400, "invalid_request_error", "You have reached your specified API usage limits.", 502, "insufficient_quota", "insufficient_quota", true },
        { 401, "authentication_error", "invalid x-api-key", 502, "api_error", "upstream_auth_error", true },
        { 402, "billing_error", "pay", 502, "insufficient_quota", "insufficient_quota", true },
        { 403, "permission_error", "no", 502, "api_error", "upstream_permission", true },
        { 404, "not_found_error", "model: claude-x", 404, "invalid_request_error", "model_not_found", true },
        { 404, "not_found_error", "Not Found", 502, "api_error", "upstream_not_found", true },
        { 408, "timeout_error", "x", 503, "api_error", null, true },
        { 409, "conflict_error", "x", 503, "api_error", null, true },
        { 413, "request_too_large", "x", 413, "invalid_request_error", "request_too_large", false },
        { 422, "invalid_request_error", "x", 400, "invalid_request_error", null, false },
        { 429, "rate_limit_error", "x", 429, "rate_limit_error", "rate_limit_exceeded", true },
        { 429, "rate_limit_error", "40,000 input tokens per minute", 429, "tokens", "rate_limit_exceeded", true },
        { 429, "rate_limit_error", "50 requests per minute", 429, "requests", "rate_limit_exceeded", true },
        { 429, "rate_limit_error", "spend limit reached", 502, "insufficient_quota", "insufficient_quota", true },
        { 500, "api_error", "x", 502, "api_error", "upstream_error", true },
        { 502, "api_error", "x", 502, "api_error", "upstream_error", true },
        { 503, "api_error", "x", 502, "api_error", "upstream_error", true },
        { 504, "timeout_error", "x", 504, "timeout_error", "upstream_timeout", true },
        { 520, "api_error", "x", 502, "api_error", "upstream_error", true },
        { 524, "api_error", "x", 502, "api_error", "upstream_error", true },
        { 529, "overloaded_error", "x", 503, "overloaded_error", "overloaded", true },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Error_of_a_messages_provider_is_owed_as(int status, string type, string message, int owed, string owedType, string? code, bool next) =>
        Assert.Equal((owed, owedType, code, next), Owed(MessagesError.Read(status, null, null, null, default, Body(type, message))));

    /// <summary>The event that comes first in a 200; the client's status and code; whether another target is asked.</summary>
    [Theory]
    [InlineData("overloaded_error", 503, "overloaded", true)]
    [InlineData("api_error", 502, "upstream_error", true)]
    [InlineData("rate_limit_error", 429, "rate_limit_exceeded", true)]
    [InlineData("timeout_error", 504, "upstream_timeout", true)]
    [InlineData("authentication_error", 502, "upstream_auth_error", true)]
    [InlineData("invalid_request_error", 400, null, false)]
    public void Error_inside_a_200_is_owed_as_one_of_its_status(string type, int status, string? code, bool next)
    {
        var owed = Owed(MessagesError.FromEvent(Body(type, "x")));
        Assert.Equal((status, code, next), (owed.Status, owed.Code, owed.Next));
    }

    [Theory]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied"}}""", 502, "upstream_auth_error", true)]
    [InlineData(403, """{"error":{"code":"403","message":"Access denied"}}""", 502, "upstream_permission", true)]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"none"}}""", 404, "model_not_found", true)]
    [InlineData(400, """{"error":{"code":"content_filter","message":"filtered","type":null,"status":400}}""", 400, "content_filter", false)]
    [InlineData(429, """{"error":{"code":"429","message":"Requests have exceeded call rate limit"}}""", 429, "rate_limit_exceeded", true)]
    [InlineData(200, """{"error":{"code":502,"message":"Provider returned error"}}""", 502, "upstream_error", true)]
    [InlineData(500, "<html>oops</html>", 502, "upstream_error", true)]
    public void Error_of_a_provider_of_the_clients_format_is_owed_as(int status, string body, int owed, string code, bool next)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var error = Owed(status == 200 ? OpenAiError.FromEvent(bytes) : OpenAiError.Read(status, null, null, null, default, bytes));
        Assert.Equal((owed, code, next), (error.Status, error.Code, error.Next));
    }

    private static (int Status, string Type, string? Code, bool Next) Owed(ProviderFailure failure)
    {
        var row = FailureTable.Of(failure.Kind);
        return (row.Status, failure.Type ?? row.Type, failure.Code ?? row.Code, row.TryNext);
    }

    private static byte[] Body(string type, string message) =>
        Encoding.UTF8.GetBytes($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""");
}
