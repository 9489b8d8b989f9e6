using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Access;

public sealed class ClientJwtFixture : GatewayFixture
{
    internal FakeIssuer Issuer { get; private set; } = null!;

    private protected override string[] Settings => [$"--Gateway:ClientJwt:Authority={Issuer.Url}", "--Gateway:ClientJwt:Audience=gateway"];

    private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation) => Issuer = await FakeIssuer.StartAsync(cancellation);

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai"), secret = Documents.Targets("openai") } } },
        products = new Dictionary<string, object>
        {
            ["all"] = new { apis = new { llm = new[] { "*" } } },
            ["some"] = new { apis = new { llm = new[] { "gpt" } } },
        },
        subscriptions = new Dictionary<string, object>
        {
            ["keyed"] = new { product = "all", keys = new[] { Documents.Key } },
            ["app"] = new { product = "some", claims = new { azp = "app-1" } },
            ["admins"] = new { product = "all", claims = new { azp = "app-1", groups = "admins" } },
            ["paused"] = new { product = "all", claims = new { azp = "app-2" }, state = "suspended" },
            ["twin-1"] = new { product = "all", claims = new { azp = "app-3" } },
            ["twin-2"] = new { product = "all", claims = new { azp = "app-3" } },
        },
    });
}

/// <summary>Callers that a token stands for, as the official SDK sees what becomes of them.</summary>
public sealed class ClientJwtTests(ClientJwtFixture fixture) : IClassFixture<ClientJwtFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_token_stands_for_the_subscription_that_asks_for_the_most_of_its_claims()
    {
        await FetchedAsync();

        Assert.Equal(["gpt"], await ModelsAsync(Token("app-1")));
        Assert.Equal(["gpt"], await ModelsAsync(Token("app-1", "readers")));
        Assert.Equal(["gpt", "secret"], await ModelsAsync(Token("app-1", "readers", "admins")));
        Assert.Equal(["gpt", "secret"], await ModelsAsync(Documents.Key));
        ChatCompletion completion = await Client(Token("app-1")).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);
        Assert.Equal("You said: hello", completion.Content[0].Text);
    }

    [Theory]
    [InlineData("expired", 401, "token_expired", "The token has expired.")]
    [InlineData("audience", 401, "token_audience", "The token was made out to another application.")]
    [InlineData("issuer", 401, "invalid_token", "The token is not valid here")]
    [InlineData("changed", 401, "invalid_token", "The token is not valid here")]
    [InlineData("none", 401, "invalid_token", "The token is not valid here")]
    [InlineData("HS256", 401, "invalid_token", "The token is not valid here")]
    [InlineData("unmapped", 403, "token_not_mapped", "The token is valid, but no subscription of this gateway is for its claims.")]
    [InlineData("suspended", 403, "subscription_suspended", "is suspended")]
    [InlineData("twins", 403, "token_ambiguous", "fit more than one subscription")]
    public async Task What_is_not_right_is_said_in_the_exception_of_the_SDK(string what, int status, string code, string message)
    {
        await FetchedAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var token = what switch
        {
            "expired" => fixture.Issuer.Token(claims => (claims["azp"], claims["nbf"], claims["exp"]) = ("app-1", now - 1000, now - 180)),
            "audience" => fixture.Issuer.Token(claims => (claims["azp"], claims["aud"]) = ("app-1", "another-application")),
            "issuer" => fixture.Issuer.Token(claims => (claims["azp"], claims["iss"]) = ("app-1", "https://elsewhere.example")),
            "changed" => Token("app-1")[..^10] + "AAAAAAAAAA",
            "none" or "HS256" => fixture.Issuer.Token(claims => claims["azp"] = "app-1", algorithm: what),
            "unmapped" => Token("app-9"),
            "suspended" => Token("app-2"),
            _ => Token("app-3"),
        };

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(token).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(status, error.Status);
        Assert.Contains($"HTTP {status} (invalid_request_error: {code})", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The keys of the issuer come beside the first requests.</summary>
    private Task FetchedAsync() => Eventually.TrueAsync(
        async () =>
        {
            using var response = await GetAsync(Token("app-1"));
            return response.StatusCode is not HttpStatusCode.ServiceUnavailable;
        },
        Cancellation);

    private string Token(string app, params string[] groups) => fixture.Issuer.Token(claims => (claims["azp"], claims["groups"]) = (app, groups));

    private async Task<IEnumerable<string?>> ModelsAsync(string token)
    {
        using var response = await GetAsync(token);
        var list = await response.JsonAsync(Cancellation);
        return [.. list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString())];
    }

    private async Task<HttpResponseMessage> GetAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models") { Headers = { { "Authorization", $"Bearer {token}" } } };
        return await fixture.Http.SendAsync(request, Cancellation);
    }

    private ChatClient Client(string token) => new(
        "gpt", new ApiKeyCredential(token), new OpenAIClientOptions { Endpoint = new Uri($"{fixture.Gateway.Url}/llm/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
