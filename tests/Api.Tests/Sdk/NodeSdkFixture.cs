using System.Collections.Concurrent;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Sdk;

/// <summary>
/// One gateway for the npm packages: <c>gpt</c> and <c>claude</c>, which answer, and of each one that is always
/// rate-limited (<c>gpt-limited</c>) and one whose streams break off (<c>gpt-broken</c>).
/// </summary>
public sealed class NodeSdkFixture : GatewayFixture
{
    private const int EventsBeforeTheBreak = 6;

    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<NodeOutcome>>> _runs = new();

    /// <summary>What became of a scenario. The first question about a package runs all of its scenarios.</summary>
    internal async Task<NodeOutcome> OutcomeAsync(string sdk, string model, string scenario)
    {
        var outcomes = await _runs.GetOrAdd(sdk, _ => NodeScript.RunAsync(sdk, $"{Gateway.Url}/llm/v1", Documents.Key, ["gpt", "claude"], Patience.Token));
        return Assert.Single(outcomes, outcome => outcome.Model == model && outcome.Scenario == scenario);
    }

    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["openai"] = Documents.OpenAi(providerUrl),
            ["openai-limited"] = Documents.OpenAi(providerUrl, "gpt-4.1"),
            ["openai-broken"] = Documents.OpenAi(providerUrl, "gpt-4o-mini"),
            ["anthropic"] = Documents.Anthropic(providerUrl),
            ["anthropic-limited"] = Documents.Anthropic(providerUrl, "claude-opus-4-5"),
            ["anthropic-broken"] = Documents.Anthropic(providerUrl, "claude-haiku-4-5"),
        },
        new()
        {
            ["gpt"] = Documents.Targets("openai"),
            ["gpt-limited"] = Documents.Targets("openai-limited"),
            ["gpt-broken"] = Documents.Targets("openai-broken"),
            ["claude"] = Documents.Targets("anthropic"),
            ["claude-limited"] = Documents.Targets("anthropic-limited"),
            ["claude-broken"] = Documents.Targets("anthropic-broken"),
        });

    private protected override Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation)
    {
        foreach (var model in (string[])["gpt-4.1", "claude-opus-4-5"])
        {
            provider.On(model, Faults.RateLimited("7"));
        }

        foreach (var model in (string[])["gpt-4o-mini", "claude-haiku-4-5"])
        {
            provider.On(model, Faults.ErrorAfterEvents(EventsBeforeTheBreak));
        }

        return Task.CompletedTask;
    }
}
