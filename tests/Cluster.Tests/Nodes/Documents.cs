using System.Text.Json;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>The document of the tests' clusters.</summary>
internal static class Documents
{
    public const string Key = "team-a-key-0123456789";

    /// <summary>The header by which the provider sees which node has called it.</summary>
    public const string NodeHeader = "x-node";

    /// <summary>The variable that it comes from: references are followed by each process.</summary>
    public const string NodeVariable = "CLUSTER_TEST_NODE";

    /// <summary>A variable that only silos have.</summary>
    public const string SiloVariable = "CLUSTER_TEST_CREDENTIAL";

    /// <summary>One API with <c>gpt</c>, <c>claude</c> and <c>echo</c>.</summary>
    public static string Of(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object>
        {
            ["openai"] = Backend("openai", $"{providerUrl}/v1", "gpt-4o", "Authorization", "Bearer sk-provider-key"),
            ["anthropic"] = Backend("anthropic", providerUrl, "claude-sonnet-4-5", "x-api-key", "sk-ant-provider-key"),
            ["echo"] = new { format = "echo" },
        },
        apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Target("openai"), claude = Target("anthropic"), echo = Target("echo") } } },
        products = new { all = new { apis = new { llm = new[] { "*" } } } },
        subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Key } } },
    });

    public static object Target(string backend) => new { targets = new[] { new { backend } } };

    private static object Backend(string format, string url, string model, string header, string credential) => new
    {
        format,
        url,
        model,
        credentials = new { header = new { name = header, value = credential } },
        headers = new Dictionary<string, string> { [NodeHeader] = $"${{env:{NodeVariable}}}" },
        // A failure that one test asks for is not to be felt by the next.
        circuit = new { enabled = false },
    };
}
