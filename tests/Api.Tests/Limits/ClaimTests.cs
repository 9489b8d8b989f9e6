using System.Globalization;
using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Limits;

public sealed class ClaimFixture : GatewayFixture
{
    internal FakeIssuer Issuer { get; private set; } = null!;

    private protected override string[] Settings => [$"--Gateway:ClientJwt:Authority={Issuer.Url}", "--Gateway:ClientJwt:Audience=gateway"];

    private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation) => Issuer = await FakeIssuer.StartAsync(cancellation);

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") } } },
        products = new { all = new { apis = new { llm = new[] { "*" } } } },
        subscriptions = new
        {
            app = new
            {
                product = "all",
                keys = new[] { Documents.Key },
                claims = new { azp = "app" },
                limits = new[] { new { requestsPerMinute = 1, counterKey = "subscription+claim:team" } },
            },
        },
        metrics = new { dimensions = new { team = "claim:team" } },
    });
}

/// <summary>What the issuer of a client's token says of it counts calls and tells them apart.</summary>
public sealed class ClaimTests(ClaimFixture fixture) : IClassFixture<ClaimFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Calls_are_counted_and_told_apart_by_a_claim_and_those_without_it_together()
    {
        // The keys of the issuer come beside the first calls.
        await Eventually.TrueAsync(
            async () => await StatusAsync(fixture.Issuer.Token(claims => claims["azp"] = "another")) is not HttpStatusCode.ServiceUnavailable, Cancellation);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("blue")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Token("blue")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("red")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("red", "blue")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Token("blue", "red")));
        var many = Enumerable.Range(0, 100).Select(at => $"group-{at}").ToArray();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token(many)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token([.. many, "one-more"])));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Token(many)));

        // With a key, or without the claim, a call is one of those that have none.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Documents.Key));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Token()));

        await Eventually.HoldsAsync(async () => Assert.Equal(["blue", "blue,red", "none", "other", "red"], await TeamsAsync()));
    }

    [Fact]
    public void Only_the_claims_that_are_named_go_along()
    {
        KeyValuePair<string, string>[] claims = [new("tid", "t"), new("groups", "b"), new("groups", "a"), new("groups", "b"), new("secret", "s"), new("long", new string('x', 300))];

        var counted = CountedClaims.Of(claims, ["groups", "tid", "none", "TID", "long"]);

        Assert.Equal([new("groups", "a,b"), new("tid", "t")], counted.Take(2));
        Assert.Equal(65, Assert.Single(counted.Skip(2)).Value.Length);
        Assert.Empty(CountedClaims.Of(claims, []));
    }

    private string Token(params string[] teams) => fixture.Issuer.Token(claims =>
    {
        claims["azp"] = "app";
        if (teams.Length > 0)
        {
            claims["team"] = teams.Length == 1 ? teams[0] : teams;
        }
    });

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        var request = ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = "hello" } } });
        request.Headers.Authorization = new("Bearer", token);
        using var response = await fixture.Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    // Other gateways of this process have metrics of the same names, without the label.
    private async Task<string[]> TeamsAsync() =>
    [
        .. (await fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n')
            .Where(line => line.StartsWith("gateway_tokens_total", StringComparison.Ordinal) && line.Contains("team=\"", StringComparison.Ordinal) && double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) > 0)
            .Select(line => line.Split("team=\"", 2)[1].Split('"')[0]).Distinct().Order(StringComparer.Ordinal),
    ];
}
