using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>What a refusal teaches of a model is kept for the calls of others; what it teaches of one request is not.</summary>
public sealed class RepairTests(RepairTests.Fixture fixture) : IClassFixture<RepairTests.Fixture>
{
    private const string Deprecated = "`temperature` is deprecated for this model.";

    [Fact]
    public async Task What_a_model_does_not_take_is_asked_for_once_and_of_that_model_alone()
    {
        fixture.Provider.On(request => request.Model == "claude-opus-4-5" && request.Holds("temperature") ? Faults.Status(400, Deprecated) : null);

        Assert.Equal([true, false], await SentAsync("claude-opus-4-5"));
        Assert.Equal([false], await SentAsync("claude-opus-4-5"));
        Assert.Equal([true], await SentAsync("claude-opus-4-1"));
    }

    /// <summary>The provider means something else, such as a field of one client.</summary>
    [Fact]
    public async Task A_repair_that_did_not_help_is_for_nobody_else()
    {
        fixture.Provider.On(request => request.Holds("refuse-me") ? Faults.Status(400, Deprecated) : null);

        Assert.Equal([true, false], await SentAsync("claude-sonnet-4-5", "refuse-me", HttpStatusCode.BadRequest));
        Assert.Equal([true], await SentAsync("claude-sonnet-4-5"));
    }

    /// <summary>Of each request for the call, whether it had a temperature.</summary>
    private async Task<IEnumerable<bool>> SentAsync(string alias, string text = "hello", HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await fixture.Http.ChatAsync(new { model = alias, temperature = 0.5, messages = new[] { new { role = "user", content = text } } }, Patience.Token);
        Assert.Equal(expected, response.StatusCode);
        return [.. fixture.AttemptsOf(response).Select(entry => entry.Request.Json.TryGetProperty("temperature", out _))];
    }

    public sealed class Fixture : GatewayFixture
    {
        private protected override string Document(string providerUrl) => Documents.Of(
            new() { ["anthropic"] = new { format = "anthropic", url = providerUrl, credentials = new { header = new { name = "x-api-key", value = "sk-ant-provider-key" } } } },
            new() { ["claude-opus-4-5"] = Documents.Targets("anthropic"), ["claude-opus-4-1"] = Documents.Targets("anthropic"), ["claude-sonnet-4-5"] = Documents.Targets("anthropic") });
    }
}
