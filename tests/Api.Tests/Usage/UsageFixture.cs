using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Usage;

/// <summary>Backends with prices, subscriptions for one test each, and labels of an operator's own.</summary>
public sealed class UsageFixture : GatewayFixture
{
    /// <summary>Of a million tokens of the prompt at <c>gpt</c>.</summary>
    public const decimal Input = 2.5m;

    /// <summary>Of a million tokens of the answer at <c>gpt</c>.</summary>
    public const decimal Output = 10m;

    private protected override string[] Settings => ["--Gateway:Usage:ReportEvery=00:00:00.1"];

    internal async Task<(HttpResponseMessage Response, long Prompt, long Completion)> SpendAsync(string subscription, CancellationToken cancellation, string alias = "gpt", string? team = null)
    {
        var response = await SayAsync(subscription, cancellation, alias, team: team);
        var json = await response.JsonAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        var usage = json.GetProperty("usage");
        return (response, usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
    }

    internal Task<HttpResponseMessage> SayAsync(
        string subscription, CancellationToken cancellation, string alias = "gpt", bool stream = false, string? team = null, string text = "one two three four five")
    {
        var request = ChatCalls.Request(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });
        request.Headers.Authorization = new("Bearer", Key(subscription));
        if (team is not null)
        {
            request.Headers.Add("x-team", team);
            request.Headers.Add("x-cost-center", team);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    internal static decimal CostOf(long prompt, long completion) => ((prompt * Input) + (completion * Output)) / 1_000_000;

    private static string Key(string subscription) => $"key-of-{subscription}-0123";

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object>
        {
            ["openai"] = Documents.OpenAi(providerUrl, more: new { prices = new { input = Input, output = Output } }),
            ["spare"] = Documents.OpenAi(providerUrl, more: new { prices = new { input = Input, output = Output } }),
            ["free"] = Documents.OpenAi(providerUrl, more: new { prices = new { input = 0, output = 0 } }),
            ["anthropic"] = Documents.Anthropic(providerUrl),
        },
        apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai"), claude = Documents.Targets("anthropic"), free = Documents.Targets("free"), dear = Documents.Targets("spare"), both = Documents.Targets("openai", "spare") } } },
        products = new Dictionary<string, object>
        {
            ["used"] = Product(),
            ["metered"] = Product(),
            ["paid"] = Product(new { spendLimit = 0.001, spendLimitPeriod = "Yearly" }),
            ["tiny"] = Product(new { spendLimit = 0.00001, spendLimitPeriod = "Monthly" }),
            ["tiny-unestimated"] = Product(new { spendLimit = 0.00001, spendLimitPeriod = "Monthly", estimatePromptTokens = false }),
        },
        subscriptions = new[] { ("first", "used"), ("second", "used"), ("third", "used"), ("leaver", "used"), ("listed", "used"), ("counted", "metered"), ("payer", "paid"), ("poor", "tiny"), ("broke", "tiny-unestimated"), ("careless", "tiny-unestimated") }.ToDictionary(
            entry => entry.Item1, entry => new { product = entry.Item2, keys = new[] { Key(entry.Item1) } }),
        metrics = new
        {
            dimensions = new { team = "header:x-team", cost_center = "header:x-cost-center" },
            values = new { cost_center = new[] { "red" } },
            maxValues = 2,
        },
    });

    private static object Product(params object[] limits) => new { apis = new { llm = new[] { "*" } }, limits };
}
