using System.Text.Json;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>An error as the client sees it: OpenAI's object, which names nothing of the providers behind the gateway.</summary>
internal sealed record ApiError(int Status, string Message, string Type, string? Param, string? Code)
{
    /// <summary>What no client may ever read. The scripted providers of these tests put them wherever a provider can put something.</summary>
    public static readonly IReadOnlyList<string> Canaries =
        ["127.0.0.1", "sk-provider-key", "sk-ant-provider-key", "org-canary", "canary-account", "canary in a body", "cloudflare", "203.0.113.7", "https://", "http://", "   at "];

    public static async Task<ApiError> OfAsync(HttpResponseMessage response, int status, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
        AssertNothingLeaks(response, body);
        return Read(body, status);
    }

    /// <summary>The last event of a stream that broke off.</summary>
    public static ApiError OfEvent(string data)
    {
        AssertClean(data);
        return Read(data, 200);
    }

    public static void AssertNothingLeaks(HttpResponseMessage response, string body)
    {
        AssertClean($"{response.ReasonPhrase}\n{response.Headers}\n{response.Content.Headers}\n{body}");
        Assert.False(response.Headers.Contains("server"));
        Assert.False(response.Headers.Contains("set-cookie"));
    }

    private static void AssertClean(string shown)
    {
        foreach (var canary in Canaries)
        {
            Assert.DoesNotContain(canary, shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static ApiError Read(string json, int status)
    {
        if (PublishedSchemas.Found)
        {
            Assert.Empty(PublishedSchemas.ValidateError(json));
        }

        var error = JsonElement.Parse(json).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
        return new ApiError(
            status,
            error.GetProperty("message").GetString()!,
            error.GetProperty("type").GetString()!,
            error.GetProperty("param").GetString(),
            error.GetProperty("code").GetString());
    }
}
