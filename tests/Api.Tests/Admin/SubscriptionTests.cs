using System.Net;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class SubscriptionTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Keys_are_shown_once_and_a_new_one_replaces_only_its_own_place()
    {
        var keys = (await fixture.Http.AdminPutAsync("subscriptions/rotating", """{ "product": "all" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation)).GetProperty("keys");
        var (primary, secondary) = (keys.GetProperty("primary").GetString()!, keys.GetProperty("secondary").GetString()!);

        var made = await fixture.Http.AdminAsync("POST", "subscriptions/rotating/keys/primary/regenerate", Cancellation).DoneAsync(Cancellation);
        var renewed = made.GetProperty("keys").GetProperty("primary").GetString()!;

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(primary));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(secondary));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(renewed));
        using var shown = await fixture.Http.AdminGetAsync("subscriptions/rotating", Cancellation);
        var text = await shown.Content.ReadAsStringAsync(Cancellation) + await (await fixture.Http.AdminGetAsync("audit", Cancellation)).Content.ReadAsStringAsync(Cancellation);
        Assert.All([primary, secondary, renewed], key => Assert.DoesNotContain(key, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_suspended_subscription_is_refused_with_a_reason_until_it_is_activated()
    {
        await fixture.Http.AdminPutAsync("subscriptions/pausing", """{ "product": "all", "keys": ["a-key-that-was-imported"] }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("a-key-that-was-imported"));

        await fixture.Http.AdminAsync("POST", "subscriptions/pausing/suspend", Cancellation).DoneAsync(Cancellation);
        using (var client = Client("a-key-that-was-imported"))
        using (var refused = await client.SayAsync("gpt", "hello", Cancellation))
        {
            var error = await ApiError.OfAsync(refused, 403, Cancellation);
            Assert.Equal("subscription_suspended", error.Code);
        }

        await fixture.Http.AdminAsync("POST", "subscriptions/pausing/activate", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("a-key-that-was-imported"));
        using var nobody = await fixture.Http.AdminAsync("POST", "subscriptions/none-such/suspend", Cancellation);
        await nobody.ProblemAsync(404, Cancellation);
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var client = Client(key);
        using var response = await client.GetAsync(new Uri("/llm/v1/models", UriKind.Relative), Cancellation);
        return response.StatusCode;
    }

    private HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
