using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Limits;

public sealed class TrustedProxyTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    [InlineData("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("10.0.0.7; 127.0.0.0/8", HttpStatusCode.OK)]
    public async Task Only_a_trusted_proxy_says_where_a_request_comes_from(string? trusted, HttpStatusCode second)
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(
            Cancellation,
            JsonSerializer.Serialize(new
            {
                backends = new { openai = Documents.OpenAi(provider.Url) },
                apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") } } },
                products = new { all = new { apis = new { llm = new[] { "*" } }, limits = new[] { new { requestsPerMinute = 1, counterKey = "ip" } } } },
                subscriptions = new { team = new { product = "all", keys = new[] { Documents.Key } } },
            }),
            null,
            trusted is null ? [] : [$"--Gateway:Front:TrustedProxies={trusted}"]);

        async Task<HttpStatusCode> SayAsync(string client)
        {
            var request = ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = "hello" } } });
            request.Headers.Authorization = new("Bearer", Documents.Key);
            request.Headers.Add("X-Forwarded-For", client);
            using var response = await gateway.Http.SendAsync(request, Cancellation);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await SayAsync("203.0.113.1"));
        Assert.Equal(second, await SayAsync("203.0.113.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SayAsync("203.0.113.1"));
    }

    [Fact]
    public void What_is_no_address_is_refused_at_the_start() =>
        Assert.Contains("'nginx'", Assert.Throws<StartRefusedException>(() => TrustedProxies.Of("10.0.0.1;nginx")).Message, StringComparison.Ordinal);
}
