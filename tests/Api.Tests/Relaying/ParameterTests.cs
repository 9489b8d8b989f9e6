using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>What an operator puts into the requests of an alias, at backends of both formats.</summary>
public sealed class ParameterTests(ParameterTests.Fixture fixture) : IClassFixture<ParameterTests.Fixture>
{
    public static TheoryData<string> Aliases => ["gpt", "claude"];

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_default_fills_what_the_client_left_out(string alias)
    {
        Assert.Equal(0.5, (await SentAsync(alias, new())).GetProperty("temperature").GetDouble());
        Assert.Equal(0.25, (await SentAsync(alias, new() { ["temperature"] = 0.25 })).GetProperty("temperature").GetDouble());
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_forced_value_wins(string alias)
    {
        Assert.Equal(77, (await SentAsync(alias, new())).GetProperty("max_tokens").GetInt32());
        Assert.Equal(77, (await SentAsync(alias, new() { ["max_tokens"] = 9 })).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Another_alias_of_the_same_backend_knows_nothing_of_it() =>
        Assert.False((await SentAsync("plain", new())).TryGetProperty("temperature", out _));

    private async Task<JsonElement> SentAsync(string alias, Dictionary<string, object> fields)
    {
        fields["model"] = alias;
        fields["messages"] = new[] { new { role = "user", content = "hello" } };
        using var response = await fixture.Http.ChatAsync(fields, Patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(fixture.AttemptsOf(response)).Request.Json;
    }

    public sealed class Fixture : GatewayFixture
    {
        private protected override string Document(string providerUrl)
        {
            static object With(string backend) => new
            {
                targets = new[] { new { backend } },
                defaults = new { temperature = 0.5 },
                forced = new { max_tokens = 77 },
            };
            return Documents.Of(
                new() { ["openai"] = Documents.OpenAi(providerUrl), ["anthropic"] = Documents.Anthropic(providerUrl) },
                new() { ["gpt"] = With("openai"), ["claude"] = With("anthropic"), ["plain"] = Documents.Targets("openai") });
        }
    }
}
