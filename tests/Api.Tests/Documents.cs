using System.Text.Json;

namespace Orleans.Gateway.Api.Tests;

/// <summary>Documents that the tests start gateways with.</summary>
internal static class Documents
{
    public const string Key = "team-a-key-0123456789";

    /// <summary>One API with <c>gpt</c> and <c>claude</c> on a provider that speaks both formats, and a subscription for all of it.</summary>
    public static string Both(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object>
        {
            ["openai"] = OpenAi(providerUrl),
            ["anthropic"] = Anthropic(providerUrl),
            ["echo"] = new { format = "echo" },
        },
        apis = new
        {
            llm = new
            {
                path = "/llm/v1",
                aliases = new Dictionary<string, object>
                {
                    ["gpt"] = Targets("openai"),
                    ["claude"] = Targets("anthropic"),
                    ["echo"] = Targets("echo"),
                },
            },
        },
        products = new { all = new { apis = new { llm = new[] { "*" } } } },
        subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Key } } },
    });

    public static object OpenAi(string providerUrl, string model = "gpt-4o") => new
    {
        format = "openai",
        url = $"{providerUrl}/v1",
        model,
        credentials = new { header = new { name = "Authorization", value = "Bearer sk-provider-key" } },
    };

    public static object Anthropic(string providerUrl, string model = "claude-sonnet-4-5") => new
    {
        format = "anthropic",
        url = providerUrl,
        model,
        credentials = new { header = new { name = "x-api-key", value = "sk-ant-provider-key" } },
    };

    public static object Targets(params string[] backends) => new
    {
        targets = backends.Select((backend, at) => new { backend, priority = at + 1 }).ToArray(),
    };
}
