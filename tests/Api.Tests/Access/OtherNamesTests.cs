using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Access;

/// <summary>Issuers that call themselves something else than the address at which they were asked.</summary>
public sealed class OtherNamesTests
{
    private const string Elsewhere = "https://sts.example/tenant/";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Nobody_takes_the_name_of_an_issuer_that_another_setting_has()
    {
        await using var house = await FakeIssuer.StartAsync(Cancellation);
        await using var partner = await FakeIssuer.StartAsync(Cancellation);
        partner.Says = house.Url;
        await using var gateway = await StartAsync(partner, house);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, house.Token()));
        // Of its own name nothing is known: it never said it. And in the name of the house, its keys open nothing.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, partner.Token(claims => claims["iss"] = house.Url)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, partner.Token()));
        Assert.Contains(gateway.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("Gateway:ClientJwt:Issuers:0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_two_of_them_give_themselves_is_neithers()
    {
        await using var one = await FakeIssuer.StartAsync(Cancellation);
        await using var other = await FakeIssuer.StartAsync(Cancellation);
        (one.Says, other.Says) = (Elsewhere, Elsewhere);
        await using var gateway = await StartAsync(one, other);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, one.Token(claims => claims["iss"] = Elsewhere)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, other.Token(claims => claims["iss"] = Elsewhere)));
    }

    [Fact]
    public async Task One_that_only_has_another_name_is_taken_by_it_with_one_warning()
    {
        await using var house = await FakeIssuer.StartAsync(Cancellation);
        await using var partner = await FakeIssuer.StartAsync(Cancellation);
        house.Says = Elsewhere;
        await using var gateway = await StartAsync(house, partner);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, house.Token(claims => claims["iss"] = Elsewhere)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, partner.Token()));
        Assert.Single(gateway.Log.All, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Gateway:ClientJwt:Issuers:0", StringComparison.Ordinal));
    }

    private static Task<RunningGateway> StartAsync(params FakeIssuer[] issuers) => RunningGateway.StartAsync(
        Cancellation,
        JsonSerializer.Serialize(new
        {
            backends = new { echo = new { format = "echo" } },
            apis = new { llm = new { path = "/llm/v1", aliases = new { echo = Documents.Targets("echo") } } },
            products = new { all = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new { operators = new { product = "all", claims = new { name = "ada@example.org" } } },
        }),
        null,
        [.. issuers.SelectMany((issuer, at) => (string[])[
            $"--Gateway:ClientJwt:Issuers:{at}:Authority={issuer.Url}", $"--Gateway:ClientJwt:Issuers:{at}:Audiences:0=gateway", $"--Gateway:ClientJwt:Issuers:{at}:Claims:name=preferred_username"])]);

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, string token)
    {
        HttpStatusCode status = default;
        await Eventually.TrueAsync(
            async () =>
            {
                // What the issuers say comes beside the first requests.
                using var request = new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models") { Headers = { { "Authorization", $"Bearer {token}" } } };
                using var response = await gateway.Http.SendAsync(request, Cancellation);
                return (status = response.StatusCode) is not HttpStatusCode.ServiceUnavailable;
            },
            Cancellation);
        return status;
    }
}
