using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>Backends that know the gateway by the identity of its process.</summary>
public sealed class ManagedIdentityTests
{
    private const string ClientId = "11111111-2222-3333-4444-555555555555";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Calls_carry_the_token_of_the_identity_which_is_acquired_once_for_all_of_them()
    {
        await using var identity = await FakeIdentityEndpoint.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, "https://resource-one.example");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(call => gateway.Http.SayAsync(call % 2 == 0 ? "gpt" : "claude", "hello", Cancellation)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(provider.Requests, request => Assert.Equal("Bearer token-1", request.Header("authorization")));
        Assert.Equal(1, identity.Asked);
        var query = Assert.Single(identity.Queries);
        Assert.Contains("resource=https://resource-one.example", query, StringComparison.Ordinal);
        Assert.Contains($"client_id={ClientId}", query, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("token-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_token_the_next_target_answers_and_the_last_one_says_that_the_gateway_is_at_fault()
    {
        await using var identity = await FakeIdentityEndpoint.StartAsync(Cancellation);
        identity.IsDown = true;
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, "https://resource-two.example");

        using var passed = await gateway.Http.SayAsync("gpt-then-plain", "hello", Cancellation);
        using var alone = await gateway.Http.SayAsync("gpt", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal("gpt-4o-plain", Assert.Single(provider.Requests).Model);
        var error = await ApiError.OfAsync(alone, 502, Cancellation);
        Assert.Equal("upstream_auth_error", error.Code);
        Assert.Contains("Your own key is not at fault", error.Message, StringComparison.Ordinal);
        Assert.Contains(gateway.Log.All, line => line.Contains("No access token for https://resource-two.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_safety_is_asked_with_the_token_of_the_identity()
    {
        await using var identity = await FakeIdentityEndpoint.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var service = await ContentSafetyService.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, JsonSerializer.Serialize(new
        {
            backends = new { openai = Documents.OpenAi(provider.Url) },
            apis = new
            {
                llm = new
                {
                    path = "/llm/v1",
                    aliases = new { gpt = Documents.Targets("openai") },
                    contentSafety = new
                    {
                        endpoint = service.Url,
                        credentials = new { managedIdentity = new { resource = "https://cognitiveservices.azure.com", clientId = ClientId } },
                        categories = new { hate = 4 },
                    },
                },
            },
            products = new { all = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new { a = new { product = "all", keys = new[] { Documents.Key } } },
        }));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);

        using var clean = await gateway.Http.SayAsync("gpt", "hello", Cancellation);
        using var blocked = await gateway.Http.SayAsync("gpt", "vilehate4", Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (clean.StatusCode, blocked.StatusCode));
        Assert.All(service.Requests, request => Assert.Equal("Bearer token-1", request.Authorization));
        Assert.Contains("resource=https://cognitiveservices.azure.com", Assert.Single(identity.Queries), StringComparison.Ordinal);
    }

    private static async Task<RunningGateway> StartAsync(ScriptedProvider provider, string resource)
    {
        var credentials = new { managedIdentity = new { resource, clientId = ClientId } };
        var document = Documents.Of(
            new()
            {
                ["gpt"] = new { format = "openai", url = $"{provider.Url}/v1", model = "gpt-4o", credentials },
                ["claude"] = new { format = "anthropic", url = provider.Url, model = "claude-sonnet-4-5", credentials },
                ["plain"] = Documents.OpenAi(provider.Url, "gpt-4o-plain"),
            },
            new() { ["gpt"] = Documents.Targets("gpt"), ["claude"] = Documents.Targets("claude"), ["gpt-then-plain"] = Documents.Targets("gpt", "plain") });
        var gateway = await RunningGateway.StartAsync(Cancellation, document);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        return gateway;
    }
}
