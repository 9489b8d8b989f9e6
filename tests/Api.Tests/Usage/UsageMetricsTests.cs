using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Usage;

/// <summary>Tokens and money as metrics, with labels that no client can multiply.</summary>
public sealed class UsageMetricsTests(UsageFixture fixture) : IClassFixture<UsageFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Tokens_and_money_are_counted_once_by_whose_they_are()
    {
        var (_, prompt, completion) = await fixture.SpendAsync("counted", Cancellation, team: "red");
        fixture.Provider.Script(Faults.Status(500));
        var (_, again, more) = await fixture.SpendAsync("counted", Cancellation, "both", team: "red");
        foreach (var team in (string[])["blue", "green", "typo", "\"quoted\""])
        {
            await fixture.SpendAsync("counted", Cancellation, team: team);
        }

        await fixture.SpendAsync("counted", Cancellation);

        await Eventually.HoldsAsync(async () =>
        {
            var metrics = (await fixture.Http.GetStringAsync("/metrics", Cancellation)).Split('\n').Where(line => line.Contains("gateway_product=\"metered\"", StringComparison.Ordinal)).ToArray();
            Assert.Equal(prompt, One(metrics, "gateway_tokens_total", "gateway_token_type=\"prompt\"", "team=\"red\"", "gateway_model_alias=\"gpt\"", "gateway_backend=\"openai\"", "gateway_subscription=\"counted\"", "gateway_api=\"llm\"", "gateway_client_format=\"openai\"", "cost_center=\"red\""));
            Assert.Equal(completion, One(metrics, "gateway_tokens_total", "gateway_token_type=\"completion\"", "team=\"red\"", "gateway_model_alias=\"gpt\""));

            // Of the call whose first attempt failed, only the second had tokens.
            Assert.Equal(again, One(metrics, "gateway_tokens_total", "gateway_token_type=\"prompt\"", "gateway_model_alias=\"both\"", "gateway_backend=\"spare\""));
            Assert.DoesNotContain(metrics, line => line.Contains("gateway_model_alias=\"both\"", StringComparison.Ordinal) && line.Contains("gateway_backend=\"openai\"", StringComparison.Ordinal) && line.Contains("tokens_total", StringComparison.Ordinal));
            Assert.Equal((double)UsageFixture.CostOf(again, more), One(metrics, "gateway_cost", "gateway_model_alias=\"both\""), 9);
            Assert.Equal(prompt, One(metrics, "gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\"", "team=\"red\"", "gateway_model_alias=\"gpt\""));

            // Two teams are told apart, the others are not; of the cost centers only the one that was named is.
            Assert.Equal(["blue", "none", "other", "red"], Values(metrics, "team"));
            Assert.Equal(["none", "other", "red"], Values(metrics, "cost_center"));
        });
    }

    private static double One(string[] metrics, string name, params string[] parts) => double.Parse(
        Assert.Single(metrics, line => line.StartsWith(name, StringComparison.Ordinal) && parts.All(part => line.Contains(part, StringComparison.Ordinal))).Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Values(string[] metrics, string label) =>
    [
        .. metrics.Where(line => line.StartsWith("gateway_tokens_total", StringComparison.Ordinal))
            .Select(line => line.Split($"{{{label}=\"", 2) is [_, var first] ? first : line.Split($",{label}=\"", 2)[1])
            .Select(rest => rest.Split('"')[0]).Distinct().Order(StringComparer.Ordinal),
    ];
}
