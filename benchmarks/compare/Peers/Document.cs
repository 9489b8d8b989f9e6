using System.Text.Json;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>The document of the gateways that are compared: an alias for each format and each way in which the mock answers.</summary>
internal static class Document
{
    /// <summary>Of a caller with limits that nobody reaches, so that every call is reserved for and settled.</summary>
    public const string LimitedKey = "compare-key-limited-0123456789";

    public const string UnlimitedKey = "compare-key-unlimited-0123456789";

    private const string Counted = "counted";

    private static readonly string[] All = ["*"];
    private static readonly string[] Modes = [Mock.Whole, Mock.Paced, Mock.Burst];

    public static string Alias(string format, string mode) => $"{format}-{mode}";

    /// <summary>An alias whose model has a tokenizer that is known.</summary>
    public static string CountedAlias(string mode) => Alias(Counted, mode);

    public static string Write(string mock)
    {
        var backends = Modes.SelectMany(mode => new[]
        {
            (Name: Alias(Scenario.OpenAi, mode), Backend: Backend("openai", $"{mock}/{mode}", "mock", "Authorization", "Bearer sk-mock")),
            (Name: CountedAlias(mode), Backend: Backend("openai", $"{mock}/{mode}", "gpt-4o", "Authorization", "Bearer sk-mock")),
            (Name: Alias(Scenario.Anthropic, mode), Backend: Backend("anthropic", $"{mock}/{mode}", "claude-sonnet-4-5", "x-api-key", "sk-mock")),
        }).ToList();
        return JsonSerializer.Serialize(new
        {
            backends = backends.ToDictionary(entry => entry.Name, entry => entry.Backend),
            apis = new { llm = new { path = "/llm/v1", aliases = backends.ToDictionary(entry => entry.Name, entry => new { targets = new[] { new { backend = entry.Name } } }) } },
            products = new
            {
                limited = new { apis = new { llm = All }, limits = new[] { new { tokensPerMinute = 1_000_000_000_000, requestsPerMinute = 1_000_000_000 } } },
                unlimited = new { apis = new { llm = All } },
            },
            subscriptions = new
            {
                limited = new { product = "limited", keys = new List<string> { LimitedKey } },
                unlimited = new { product = "unlimited", keys = new List<string> { UnlimitedKey } },
            },
        });
    }

    private static object Backend(string format, string url, string model, string header, string credential) =>
        new { format, url, model, credentials = new { header = new { name = header, value = credential } } };
}
