using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>Every endpoint of the process, those that somebody will add included.</summary>
public sealed partial class EndpointPolicyTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    /// <summary>Open to everybody, or asking for credentials by itself (the portal, and the fallback, which is the data plane).</summary>
    private static readonly string[] Open = ["/admin/openapi.json", "/admin/{**page}", "/health/live", "/health/ready", "/metrics", "{**path}"];

    /// <summary>The page that shows the description of the admin API, which knows nothing of this installation, and its scripts.</summary>
    private const string Page = "/admin/docs/";

    private static CancellationToken Cancellation => Patience.Token;

    private IEnumerable<RouteEndpoint> Endpoints => fixture.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>();

    [Fact]
    public void Only_the_known_endpoints_are_open()
    {
        var anonymous = Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);

        Assert.Equal(Open.Order(), anonymous.Select(endpoint => endpoint.RoutePattern.RawText!).Where(path => !path.StartsWith(Page, StringComparison.Ordinal)).Distinct().Order());
    }

    [Fact]
    public void All_others_name_the_policy_that_guards_them()
    {
        var guarded = Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null).ToList();

        Assert.NotEmpty(guarded);
        Assert.All(guarded, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy));
    }

    [Fact]
    public async Task Without_credentials_every_other_endpoint_answers_401()
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        foreach (var endpoint in Endpoints.Where(endpoint => !Open.Contains(endpoint.RoutePattern.RawText) && !endpoint.RoutePattern.RawText!.StartsWith(Page, StringComparison.Ordinal)))
        {
            var path = Parameter().Replace(endpoint.RoutePattern.RawText!, "x");
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PUT", "DELETE"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var response = await stranger.SendAsync(request, Cancellation);
                Assert.True(response.StatusCode is HttpStatusCode.Unauthorized, $"{method} {path}: {response.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("/llm/v1/chat/completions", HttpStatusCode.Unauthorized)]
    [InlineData("/llm/v1/models", HttpStatusCode.Unauthorized)]
    [InlineData("/v1/anything", HttpStatusCode.Unauthorized)]
    [InlineData("/anything", HttpStatusCode.NotFound)]
    [InlineData("/health", HttpStatusCode.NotFound)]
    public async Task The_data_plane_asks_for_a_key_by_itself(string path, HttpStatusCode status)
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        using var response = await stranger.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(status, response.StatusCode);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
