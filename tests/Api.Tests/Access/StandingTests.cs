using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using OpenAI;
using OpenAI.Chat;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Access;

/// <summary>What callers hear whose key is right and who are not served, as the official SDK tells them; and callers without a key.</summary>
public sealed class StandingTests(StandingFixture fixture) : IClassFixture<StandingFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("submitted-key", 403, "subscription_submitted", "The subscription of this API key waits for approval. Ask the gateway's operator to activate it.")]
    [InlineData("suspended-key", 403, "subscription_suspended", "The subscription of this API key is suspended. Ask the gateway's operator to activate it.")]
    [InlineData("expired-key", 403, "subscription_expired", "The subscription of this API key has expired. Ask the gateway's operator to extend it.")]
    [InlineData("cancelled-key", 403, "subscription_cancelled", "The subscription of this API key was cancelled for good. Ask the gateway's operator for another one.")]
    [InlineData("wrong-key", 401, "invalid_api_key", "Incorrect API key provided. Check the key, or ask the gateway's operator for one.")]
    [InlineData("gw-active-madeup", 401, "invalid_api_key", "Incorrect API key provided. Check the key, or ask the gateway's operator for one.")]
    public async Task The_exception_of_the_SDK_says_what_is_the_matter_and_what_to_do(string key, int status, string code, string message)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(key).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(status, error.Status);
        Assert.Contains($"HTTP {status} (invalid_request_error: {code})", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Documents.Key)]
    [InlineData("lasting-key")]
    public async Task An_active_one_that_has_not_expired_is_served(string key)
    {
        ChatCompletion completion = await Client(key).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);

        Assert.Equal("You said: hello", completion.Content[0].Text);
    }

    [Fact]
    public async Task An_open_product_takes_calls_without_a_key_for_its_own_aliases_and_within_its_limits()
    {
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        const string lab = "/lab/v1/chat/completions";

        using (var served = await http.SayAsync("gpt", "hello", Cancellation, path: lab))
        {
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        using (var hidden = await http.SayAsync("hidden", "hello", Cancellation, path: lab))
        {
            Assert.Equal("model_not_found", (await ApiError.OfAsync(hidden, 404, Cancellation)).Code);
        }

        using (var closed = await http.SayAsync("gpt", "hello", Cancellation))
        {
            Assert.Equal("invalid_api_key", (await ApiError.OfAsync(closed, 401, Cancellation)).Code);
        }

        using (var wrong = new HttpRequestMessage(HttpMethod.Get, "/lab/v1/models") { Headers = { { "api-key", "a-wrong-one" } } })
        using (var refused = await http.SendAsync(wrong, Cancellation))
        {
            Assert.Equal("invalid_api_key", (await ApiError.OfAsync(refused, 401, Cancellation)).Code);
        }

        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 3; call++)
        {
            using var next = await http.SayAsync("gpt", "hello", Cancellation, path: lab);
            statuses.Add(next.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    private ChatClient Client(string key) => new(
        "gpt", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri($"{fixture.Gateway.Url}/llm/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
