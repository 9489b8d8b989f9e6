using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A front end without a silo checks tokens itself, and asks the silos whom they stand for.</summary>
public sealed class TokenTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_token_opens_what_its_subscription_may_use_until_that_is_suspended()
    {
        await using var issuer = await FakeIssuer.StartAsync(Cancellation);
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await cluster.StartAsync("Silo", 1, Cancellation);
        var front = cluster.Start("Api", ("ClientJwt__Authority", issuer.Url), ("ClientJwt__Audience", "gateway"));
        await front.ReadyAsync(Cancellation);
        await front.ChangeAsync("subscriptions/app", new { product = "all", claims = new { azp = "app-1" } }, Cancellation);

        var token = issuer.Token(claims => claims["azp"] = "app-1");
        // The keys of the issuer come beside the first calls.
        await Patience.UntilAsync(async () => (await StatusAsync(front, token)).Status is not HttpStatusCode.ServiceUnavailable, Cancellation);

        Assert.Equal((HttpStatusCode.OK, null), await StatusAsync(front, token));
        Assert.Equal((HttpStatusCode.Forbidden, "token_not_mapped"), await StatusAsync(front, issuer.Token(claims => claims["azp"] = "app-2")));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_audience"), await StatusAsync(front, issuer.Token(claims => (claims["azp"], claims["aud"]) = ("app-1", "another"))));
        using var suspended = await front.AdminAsync(HttpMethod.Post, "subscriptions/app/suspend", Cancellation);
        Assert.True(suspended.IsSuccessStatusCode, await suspended.Content.ReadAsStringAsync(Cancellation));
        await Patience.UntilAsync(async () => await StatusAsync(front, token) == (HttpStatusCode.Forbidden, "subscription_suspended"), Cancellation);
    }

    [Fact]
    public async Task A_limit_is_counted_by_a_claim_that_only_the_front_end_has_seen()
    {
        await using var issuer = await FakeIssuer.StartAsync(Cancellation);
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await cluster.StartAsync("Silo", 1, Cancellation);
        var front = cluster.Start("Api", ("ClientJwt__Authority", issuer.Url), ("ClientJwt__Audience", "gateway"));
        await front.ReadyAsync(Cancellation);
        var limits = new[] { new { requestsPerMinute = 1, counterKey = "claim:team" } };
        await front.ChangeAsync("subscriptions/app", new { product = "all", claims = new { azp = "app-1" }, limits }, Cancellation);

        string Token(string team) => issuer.Token(claims => (claims["azp"], claims["team"]) = ("app-1", team));

        // The keys of the issuer come beside the first calls, and the name of the claim with the next view of the silos.
        await Patience.UntilAsync(async () => (await StatusAsync(front, Token("first"))).Status is HttpStatusCode.TooManyRequests, Cancellation);
        await Patience.UntilAsync(async () => (await StatusAsync(front, Token("blue"))).Status is HttpStatusCode.OK, Cancellation);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await StatusAsync(front, Token("blue"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await StatusAsync(front, Token("red"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await StatusAsync(front, Token("red"))).Status);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> StatusAsync(Node front, string token)
    {
        using var response = await front.SayAsync("echo", "hello", Cancellation, key: token);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (response.StatusCode, body.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null);
    }
}
