using System.Collections.Concurrent;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.Sdk;

/// <summary>
/// One gateway for the npm packages: <c>gpt</c> and <c>claude</c>, which answer, and of each one that is always
/// rate-limited (<c>gpt-limited</c>) and one whose streams break off (<c>gpt-broken</c>).
/// </summary>
public sealed class NodeSdkFixture : GatewayFixture
{
    // The only mistake that the scripts make on purpose, and one that the providers find.
    private const string BadParameter = "temperature";
    private const int EventsBeforeTheBreak = 6;

    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<NodeOutcome>>> _runs = new();
    private readonly ConcurrentDictionary<string, Gate> _held = new();

    /// <summary>What became of a scenario. The first question about a package runs all of its scenarios.</summary>
    internal async Task<NodeOutcome> OutcomeAsync(string sdk, string model, string scenario)
    {
        var outcomes = await _runs.GetOrAdd(sdk, _ => NodeScript.RunAsync(sdk, $"{Gateway.Url}/llm/v1", Documents.Key, ["gpt", "claude"], Patience.Token));
        Assert.All(Provider.Ledger.Refusals, refusal => Assert.Contains(BadParameter, refusal, StringComparison.Ordinal));
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
            provider.On(request => request.Model == model ? BreakOff(request) : null);
        }

        return Task.CompletedTask;
    }

    /// <summary>Stops in the middle until it is told to go on, so that the client has text when the error comes.</summary>
    private Behaviour BreakOff(ReceivedRequest request)
    {
        if (request.Body.Span.IndexOf("go on"u8) < 0)
        {
            return Faults.ErrorAfterEvents(EventsBeforeTheBreak).HeldAfter(EventsBeforeTheBreak, _held[request.Model] = new Gate());
        }

        _held[request.Model].Release();
        return Behaviour.Sensible;
    }
}
