using System.Text.Json;
using Orleans.Gateway.Api.Tests.Access;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>From the application for a subscription to its end, and what becomes of the calls that run on it.</summary>
public sealed class LifeOfSubscriptionsTests(StandingFixture fixture) : IClassFixture<StandingFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Where_a_product_asks_for_approval_a_new_one_waits_for_it_and_keeps_it()
    {
        var made = await fixture.Http.AdminPutAsync("subscriptions/applicant", """{ "product": "asked" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        var key = made.GetProperty("keys").GetProperty("primary").GetString()!;
        Assert.Equal("subscription_submitted", await RefusalAsync(key));

        await DoAsync("POST", "subscriptions/applicant/activate");
        Assert.Null(await RefusalAsync(key));

        var tag = await fixture.Http.TagAsync("subscriptions/applicant", Cancellation);
        await fixture.Http.AdminPutAsync("subscriptions/applicant", """{ "product": "asked", "expires": "2999-01-01T00:00:00Z" }""", Cancellation, ifMatch: tag).DoneAsync(Cancellation);
        Assert.Null(await RefusalAsync(key));
    }

    [Fact]
    public async Task What_was_cancelled_stays_so()
    {
        var key = await NewAsync("ending");
        await DoAsync("POST", "subscriptions/ending/cancel");
        Assert.Equal("subscription_cancelled", await RefusalAsync(key));

        using var activated = await fixture.Http.AdminAsync("POST", "subscriptions/ending/activate", Cancellation);
        await activated.ProblemAsync(409, Cancellation);
        var tag = await fixture.Http.TagAsync("subscriptions/ending", Cancellation);
        using var written = await fixture.Http.AdminPutAsync("subscriptions/ending", """{ "product": "all", "state": "active" }""", Cancellation, ifMatch: tag);
        Assert.Contains("final", (await written.ProblemAsync(400, Cancellation)).GetProperty("errors").GetProperty("state")[0].GetString(), StringComparison.Ordinal);

        Assert.Equal("subscription_cancelled", await RefusalAsync(key));
    }

    public static TheoryData<string, string, bool> Ends => new()
    {
        { "POST", "suspend", true },
        { "POST", "cancel", true },
        { "POST", "keys/primary/regenerate", true },
        { "POST", "keys/secondary/regenerate", false }, // The call came with the primary key.
        { "DELETE", "", true },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task What_takes_access_away_ends_what_runs_on_it_where_that_is_asked_for(string method, string action, bool ends)
    {
        var name = $"running-{method}-{action.Replace('/', '-')}".ToLowerInvariant();
        var key = await NewAsync(name);
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var http = Client(key);
        using var response = await http.SayAsync("gpt", "one two three four five six", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        var path = $"subscriptions/{name}{(action.Length > 0 ? "/" : "")}{action}?endCalls=true";
        var done = await fixture.Http.AdminAsync(method, path, Cancellation, ifMatch: method is "DELETE" ? await fixture.Http.TagAsync($"subscriptions/{name}", Cancellation) : null).DoneAsync(Cancellation);

        Assert.Equal(ends ? 1 : 0, done.GetProperty("endedCalls").GetInt32());
        gate.Release();
        var events = await response.EventsAsync(Cancellation);
        Assert.Equal(ends ? "call_ended" : "", events[^1] == "[DONE]" ? "" : ApiError.OfEvent(events[^1]).Code);
        Assert.Equal(ends, await RefusalAsync(key) is not null);
    }

    [Fact]
    public async Task A_call_that_runs_goes_on_where_nobody_asks_for_its_end()
    {
        var key = await NewAsync("finishing");
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        using var http = Client(key);
        using var response = await http.SayAsync("gpt", "one two three four five six", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        var done = await fixture.Http.AdminAsync("POST", "subscriptions/finishing/suspend", Cancellation).DoneAsync(Cancellation);

        Assert.False(done.TryGetProperty("endedCalls", out var count) && count.ValueKind is not JsonValueKind.Null);
        Assert.Equal("subscription_suspended", await RefusalAsync(key));
        gate.Release();
        Assert.Equal("[DONE]", (await response.EventsAsync(Cancellation))[^1]);
        using var wrong = await fixture.Http.AdminAsync("POST", "subscriptions/finishing/suspend?endCalls=maybe", Cancellation);
        await wrong.ProblemAsync(400, Cancellation);
    }

    [Fact]
    public async Task Two_open_products_of_one_API_a_key_of_two_and_a_moment_without_an_offset_are_refused()
    {
        using var open = await fixture.Http.AdminPutAsync("products/free-too", """{ "apis": { "lab": ["*"] }, "open": true }""", Cancellation, ifNoneMatch: "*");
        Assert.Contains("the product free is open to the API lab already", (await open.ProblemAsync(400, Cancellation)).GetRawText(), StringComparison.Ordinal);

        using var taken = await fixture.Http.AdminPutAsync("subscriptions/thief", $$"""{ "product": "all", "keys": ["{{Documents.Key}}"] }""", Cancellation, ifNoneMatch: "*");
        Assert.Contains("has the same key as the subscription active", (await taken.ProblemAsync(400, Cancellation)).GetProperty("errors").GetProperty("keys")[0].GetString(), StringComparison.Ordinal);

        using var local = await fixture.Http.AdminPutAsync("subscriptions/local", """{ "product": "all", "expires": "2030-01-01T00:00:00" }""", Cancellation, ifNoneMatch: "*");
        Assert.True((await local.ProblemAsync(400, Cancellation)).GetProperty("errors").TryGetProperty("expires", out _));
    }

    [Fact]
    public async Task A_product_is_not_deleted_while_subscriptions_of_any_shard_refer_to_it()
    {
        await fixture.Http.AdminPutAsync("products/used", """{ "apis": { "llm": ["*"] } }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        string[] users = ["user-1", "user-2", "user-3"];
        Assert.True(users.Select(KeyIndex.ShardOf).Distinct().Count() > 1);
        foreach (var user in users)
        {
            await fixture.Http.AdminPutAsync($"subscriptions/{user}", """{ "product": "used" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        }

        using var refused = await fixture.Http.AdminAsync("DELETE", "products/used", Cancellation, ifMatch: await fixture.Http.TagAsync("products/used", Cancellation));

        var problem = await refused.ProblemAsync(409, Cancellation);
        Assert.Equal(users.Select(user => $"subscriptions/{user}"), problem.GetProperty("referrers").EnumerateArray().Select(referrer => referrer.GetString()));
        var list = await fixture.Http.AdminGetAsync("subscriptions?q=user-&limit=2", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(["user-1", "user-2"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.Equal("user-2", list.GetProperty("next").GetString());
    }

    private async Task<string> NewAsync(string name)
    {
        var made = await fixture.Http.AdminPutAsync($"subscriptions/{name}", """{ "product": "all" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        return made.GetProperty("keys").GetProperty("primary").GetString()!;
    }

    private async Task DoAsync(string method, string path)
    {
        var done = await fixture.Http.AdminAsync(method, path, Cancellation).DoneAsync(Cancellation);
        Assert.True(done.GetProperty("acknowledged").GetBoolean());
    }

    /// <summary>The code of the error; null for a caller that is served.</summary>
    private async Task<string?> RefusalAsync(string key)
    {
        using var http = Client(key);
        using var response = await http.GetAsync(new Uri("/llm/v1/models", UriKind.Relative), Cancellation);
        return response.IsSuccessStatusCode ? null : (await ApiError.OfAsync(response, (int)response.StatusCode, Cancellation)).Code;
    }

    private HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
