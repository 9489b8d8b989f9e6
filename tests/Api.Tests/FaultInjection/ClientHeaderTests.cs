using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Whatever headers a client sends, those that go out are the gateway's own.</summary>
public sealed class ClientHeaderTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const string Canary = "client-canary";

    private static readonly string[] Allowed =
        ["accept", "accept-encoding", "user-agent", "x-request-id", "content-type", "content-length", "host", "authorization", "x-api-key", "anthropic-version"];

    /// <summary>Headers by which something in between, a framework or a provider could be led.</summary>
    private static readonly string[] Hostile =
    [
        "x-api-key", "api-key", "cookie", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix", "x-original-url", "x-rewrite-url", "x-real-ip",
        "x-http-method-override", "x-method-override", "via", "max-forwards", "te", "trailer", "proxy-authorization", "proxy-connection", "keep-alive", "http2-settings", "origin", "referer",
        "openai-organization", "openai-project", "openai-beta", "anthropic-version", "anthropic-beta", "anthropic-dangerous-direct-browser-access", "x-stainless-retry-count", "x-stainless-timeout",
        "x-should-retry", "idempotency-key", "x-ms-client-request-id", "x-goog-api-key", "x-amz-security-token", "x-goog-metadata-request", "metadata-flavor", "metadata", "x-aws-ec2-metadata-token",
        "traceparent", "tracestate", "baggage", "b3", "uber-trace-id", "x-request-id", "x-correlation-id", "request-id", "x-gateway-backend", "x-gateway-epoch", "x-portkey-custom-host",
        "x-litellm-api-base", "accept", "accept-encoding", "accept-language", "user-agent", "range", "if-none-match", "if-match", "cache-control", "pragma", "authority", "dnt", "sec-fetch-site",
    ];

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task No_header_of_a_client_reaches_a_provider(string family)
    {
        var random = new Random(20_260_101);
        for (var call = 0; call < 20; call++)
        {
            var mark = Fixture.Mark();
            using var request = ChatCalls.Request(new { model = $"{family}-good", messages = new[] { new { role = "user", content = mark } } });
            foreach (var name in Hostile.Where(_ => random.Next(2) == 0).Concat(Enumerable.Range(0, 20).Select(_ => Token(random))))
            {
                request.Headers.TryAddWithoutValidation(name, name is "accept-encoding" ? "gzip, br" : $"{Canary} {Token(random)}");
            }

            request.Headers.TryAddWithoutValidation("connection", "authorization, content-type, x-request-id");
            request.Headers.Host = $"{Canary}.example";

            using var response = await Fixture.Http.SendAsync(request, Cancellation);

            Assert.Equal($"You said: {mark}", await TextAsync(response, stream: false));
            var seen = Assert.Single(Fixture.AttemptsWith(mark)).Request;
            Assert.Empty(seen.Headers.Keys.Except(Allowed, StringComparer.OrdinalIgnoreCase));
            Assert.DoesNotContain(seen.Headers.Values, value => value.Contains(Canary, StringComparison.Ordinal) || value.Contains(Documents.Key, StringComparison.Ordinal) || value.Contains("gzip", StringComparison.Ordinal));
            Assert.Equal(family == "gpt" ? "Bearer sk-provider-key" : "sk-ant-provider-key", seen.Header(family == "gpt" ? "authorization" : "x-api-key"));
            Assert.DoesNotContain(Canary, response.Headers.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\r\nx-injected: 1")]
    public async Task A_name_in_the_body_never_becomes_a_header(string text)
    {
        using var response = await Fixture.Http.ChatAsync(new { model = text, messages = new[] { new { role = "user", content = "hello" } } }, Cancellation);

        await ApiError.OfAsync(response, 404, Cancellation);
        Assert.False(response.Headers.Contains("x-injected"));
    }

    private static string Token(Random random)
    {
        const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
        return string.Create(CultureInfo.InvariantCulture, $"x{new string([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => Characters[random.Next(Characters.Length)])])}");
    }
}
