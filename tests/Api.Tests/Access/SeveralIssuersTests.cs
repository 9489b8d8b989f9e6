using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Access;

/// <summary>An issuer of the house, and a partner's, whose applications have names of their own.</summary>
public sealed class SeveralIssuersFixture : GatewayFixture
{
    internal FakeIssuer House { get; private set; } = null!;

    internal FakeIssuer Partner { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await House.DisposeAsync();
        await Partner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override string[] Settings =>
    [
        $"--Gateway:ClientJwt:Authority={House.Url}", "--Gateway:ClientJwt:Audience=gateway",
        $"--Gateway:ClientJwt:Issuers:0:Authority={Partner.Url}", "--Gateway:ClientJwt:Issuers:0:Audiences:0=partners", "--Gateway:ClientJwt:Issuers:0:Audiences:1=machines",
        "--Gateway:ClientJwt:Issuers:0:Claims:partner-app=azp",
    ];

    private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation) =>
        (House, Partner) = (await FakeIssuer.StartAsync(cancellation), await FakeIssuer.StartAsync(cancellation));

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new { llm = new { path = "/llm/v1", aliases = new { of_the_house = Documents.Targets("openai"), of_partners = Documents.Targets("openai"), of_its_issuer = Documents.Targets("openai") } } },
        products = new Dictionary<string, object>
        {
            ["house"] = new { apis = new { llm = new[] { "of_the_house" } } },
            ["partners"] = new { apis = new { llm = new[] { "of_partners" } } },
            ["issuer"] = new { apis = new { llm = new[] { "of_its_issuer" } } },
        },
        subscriptions = new Dictionary<string, object>
        {
            ["house"] = new { product = "house", claims = new { azp = "app-1" } },
            ["partner"] = new { product = "partners", claims = new Dictionary<string, string> { ["partner-app"] = "app-1" } },
            ["both"] = new { product = "issuer", claims = new Dictionary<string, string> { ["partner-app"] = "app-2", ["iss"] = Partner.Url } },
        },
    });
}

/// <summary>Tokens of several issuers, each by its own rules.</summary>
public sealed class SeveralIssuersTests(SeveralIssuersFixture fixture) : IClassFixture<SeveralIssuersFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Who_has_the_same_name_at_two_issuers_is_two_callers()
    {
        Assert.Equal("of_the_house", await ModelsAsync(fixture.House.Token(claims => claims["azp"] = "app-1")));
        Assert.Equal("of_partners", await ModelsAsync(Partners("app-1")));
        Assert.Equal("of_partners", await ModelsAsync(Partners("app-1", audience: "machines")));
        Assert.Equal("of_its_issuer", await ModelsAsync(Partners("app-2")));
        // The names that claims have here are no claims of the other issuer; and what is not named is not seen.
        Assert.Equal("token_not_mapped", await ModelsAsync(Partners("app-3")));
        Assert.Equal("token_not_mapped", await ModelsAsync(fixture.Partner.Token(claims => (claims["aud"], claims["azp"], claims["partner-app"]) = ("partners", "app-3", "app-1"))));
    }

    [Fact]
    public async Task Keys_and_audiences_are_each_issuers_own()
    {
        Assert.Equal("token_audience", await ModelsAsync(fixture.House.Token(claims => (claims["azp"], claims["aud"]) = ("app-1", "partners"))));
        Assert.Equal("token_audience", await ModelsAsync(Partners("app-1", audience: "gateway")));
        Assert.Equal("invalid_token", await ModelsAsync(fixture.House.Token(claims => (claims["iss"], claims["azp"], claims["aud"]) = (fixture.Partner.Url, "app-1", "partners"))));
        Assert.Equal("invalid_token", await ModelsAsync(fixture.House.Token(claims => claims["iss"] = "https://elsewhere.example")));
        Assert.Equal("invalid_token", await ModelsAsync("eyJ.not.json"));
    }

    [Theory]
    [InlineData("RS256", "k1", true)]
    [InlineData("RS384", "k1", false)]      // its issuer says that it is for RS256
    [InlineData("RS256", "any", true)]
    [InlineData("RS384", "any", true)]
    [InlineData("RS512", "any", true)]
    [InlineData("PS256", "any", true)]
    [InlineData("PS384", "any", true)]
    [InlineData("PS512", "any", true)]
    [InlineData("ES256", "p256", true)]
    [InlineData("ES384", "p384", true)]
    [InlineData("ES384", "p256", false)]    // the wrong curve
    [InlineData("ES256", "p384", false)]
    [InlineData("ES256", "any", false)]     // signed by a curve, and said to be of the RSA key
    [InlineData("HS256", "any", false)]     // by the public key as a secret
    [InlineData("HS256", "p256", false)]
    [InlineData("none", "any", false)]
    public async Task A_signature_is_taken_that_fits_its_key(string algorithm, string key, bool isTaken) => Assert.Equal(
        isTaken ? "of_the_house" : "invalid_token",
        await ModelsAsync(fixture.House.Token(claims => claims["azp"] = "app-1", algorithm, id: key)));

    [Fact]
    public async Task Another_key_of_the_right_kind_is_not_the_issuers()
    {
        using var other = RSA.Create(2048);

        Assert.Equal("invalid_token", await ModelsAsync(fixture.House.Token(claims => claims["azp"] = "app-1", "PS256", other, "any")));
    }

    private string Partners(string app, string audience = "partners") => fixture.Partner.Token(claims => (claims["aud"], claims["azp"]) = (audience, app));

    /// <summary>The models that the sender sees; or the code of what it is told.</summary>
    private async Task<string?> ModelsAsync(string token)
    {
        JsonElement body = default;
        await Eventually.TrueAsync(
            async () =>
            {
                // The keys of the issuers come beside the first requests.
                using var request = new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models") { Headers = { { "Authorization", $"Bearer {token}" } } };
                using var response = await fixture.Http.SendAsync(request, Cancellation);
                body = await response.JsonAsync(Cancellation);
                return response.StatusCode is not HttpStatusCode.ServiceUnavailable;
            },
            Cancellation);
        return body.TryGetProperty("data", out var models)
            ? string.Join(' ', models.EnumerateArray().Select(model => model.GetProperty("id").GetString()))
            : body.GetProperty("error").GetProperty("code").GetString();
    }
}
