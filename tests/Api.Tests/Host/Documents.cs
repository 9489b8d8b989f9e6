using System.Text.Json;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>Documents that the tests start gateways with.</summary>
internal static class Documents
{
    public const string Key = "team-a-key-0123456789";

    /// <summary>The alias of each format: what holds for the one has to hold for the other.</summary>
    public static TheoryData<string> Aliases { get; } = ["gpt", "claude"];

    /// <summary>One API with <c>gpt</c>, <c>claude</c> and <c>echo</c>, on a provider that speaks both formats, and a subscription for all of it.</summary>
    public static string Both(string providerUrl) => Of(
        new() { ["openai"] = OpenAi(providerUrl), ["anthropic"] = Anthropic(providerUrl), ["echo"] = new { format = "echo" } },
        new() { ["gpt"] = Targets("openai"), ["claude"] = Targets("anthropic"), ["echo"] = Targets("echo") });

    /// <summary>One API at <c>/llm/v1</c> and one subscription with <see cref="Key"/>.</summary>
    public static string Of(Dictionary<string, object> backends, Dictionary<string, object> aliases) => JsonSerializer.Serialize(new
    {
        backends,
        apis = new { llm = new { path = "/llm/v1", aliases } },
        products = new { all = new { apis = new { llm = new[] { "*" } } } },
        subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Key } } },
    });

    /// <summary>Tests of single failures repeat them; those of the circuit bring their own.</summary>
    private static readonly object NoCircuit = new { enabled = false };

    public static object OpenAi(string providerUrl, string model = "gpt-4o", object? timeouts = null, object? headers = null, object? circuit = null, object? more = null) => With(more, WithoutNulls(new()
    {
        ["format"] = "openai",
        ["url"] = $"{providerUrl}/v1",
        ["model"] = model,
        ["credentials"] = new { header = new { name = "Authorization", value = "Bearer sk-provider-key" } },
        ["timeouts"] = timeouts,
        ["headers"] = headers,
        ["circuit"] = circuit ?? NoCircuit,
    }));

    public static object Anthropic(string providerUrl, string model = "claude-sonnet-4-5", object? timeouts = null, object? headers = null, object? circuit = null, object? more = null) => With(more, WithoutNulls(new()
    {
        ["format"] = "anthropic",
        ["url"] = providerUrl,
        ["model"] = model,
        ["credentials"] = new { header = new { name = "x-api-key", value = "sk-ant-provider-key" } },
        ["timeouts"] = timeouts,
        ["headers"] = headers,
        ["circuit"] = circuit ?? NoCircuit,
    }));

    /// <summary>In this order. An only one is asked once: what becomes of its failure is what most tests are about.</summary>
    public static object Targets(params string[] backends) => new
    {
        maxAttempts = backends.Length == 1 ? 1 : 3,
        targets = backends.Select((backend, at) => new { backend, priority = at + 1 }).ToArray(),
    };

    private static Dictionary<string, object?> With(object? more, Dictionary<string, object?> properties)
    {
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            properties[property.Name] = property.GetValue(more);
        }

        return properties;
    }

    private static Dictionary<string, object?> WithoutNulls(Dictionary<string, object?> properties) =>
        properties.Where(property => property.Value is not null).ToDictionary();
}
