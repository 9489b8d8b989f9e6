using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Access;

/// <summary>A subscription in each state, an API that is open and one that is not.</summary>
public sealed class StandingFixture : GatewayFixture
{
    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new Dictionary<string, object>
        {
            ["llm"] = new { path = "/llm/v1", @default = true, aliases = new { gpt = Documents.Targets("openai") } },
            ["lab"] = new { path = "/lab/v1", aliases = new { gpt = Documents.Targets("openai"), hidden = Documents.Targets("openai") } },
        },
        products = new Dictionary<string, object>
        {
            ["all"] = new { apis = new { llm = new[] { "*" }, lab = new[] { "*" } } },
            ["asked"] = new { apis = new { llm = new[] { "*" } }, approval = true },
            ["free"] = new { apis = new { lab = new[] { "gpt" } }, open = true, limits = new[] { new { requestsPerMinute = 3 } } },
        },
        subscriptions = new Dictionary<string, object>
        {
            ["active"] = new { product = "all", keys = new[] { Documents.Key } },
            ["lasting"] = new { product = "all", keys = new[] { "lasting-key" }, expires = "2999-12-31T23:59:59+02:00" },
            ["submitted"] = new { product = "asked", keys = new[] { "submitted-key" } },
            ["suspended"] = new { product = "all", keys = new[] { "suspended-key" }, state = "suspended" },
            ["expired"] = new { product = "all", keys = new[] { "expired-key" }, expires = "2001-01-01T00:00:00Z" },
            ["cancelled"] = new { product = "all", keys = new[] { "cancelled-key" }, state = "cancelled" },
        },
    });
}
