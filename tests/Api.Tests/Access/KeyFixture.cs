using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Grains.Access.Keys;

namespace Orleans.Gateway.Api.Tests.Access;

/// <summary>Two APIs and three products: one for all of the first, one for a single alias of it, one for the second.</summary>
public sealed class KeyFixture : GatewayFixture
{
    internal const string One = "key-of-one-alias-only";
    internal const string Other = "key-of-the-other-api";

    /// <summary>One of the gateway's own making.</summary>
    internal string Generated { get; } = SubscriptionKey.Generate("team-g");

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new Dictionary<string, object>
        {
            ["llm"] = new { path = "/llm/v1", @default = true, aliases = new { gpt = Documents.Targets("openai"), secret = Documents.Targets("openai") } },
            ["lab"] = new { path = "/lab/models", aliases = new { gpt = Documents.Targets("openai"), trial = Documents.Targets("openai") } },
        },
        products = new Dictionary<string, object>
        {
            ["all"] = new { apis = new { llm = new[] { "*" } } },
            ["one"] = new { apis = new { llm = new[] { "gpt" } } },
            ["other"] = new { apis = new { lab = new[] { "*" } } },
        },
        subscriptions = new Dictionary<string, object>
        {
            ["team-a"] = new { product = "all", keys = new[] { Documents.Key } },
            ["team-g"] = new { product = "all", keys = new[] { Generated } },
            ["team-one"] = new { product = "one", keys = new[] { One } },
            ["team-other"] = new { product = "other", keys = new[] { Other } },
        },
    });
}
