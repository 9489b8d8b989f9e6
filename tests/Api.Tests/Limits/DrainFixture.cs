using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Calls;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>Backends whose answers are read on when their client leaves, and a subscription for each test.</summary>
public sealed class DrainFixture : GatewayFixture
{
    /// <summary>Each with a backend of the same name, so that metrics tell the tests apart.</summary>
    private static readonly string[] Aliases = ["gpt-stream", "gpt-whole", "claude-stream", "claude-whole", "gpt-ended"];

    private static readonly string[] Subscriptions = ["free", "stream", "whole", "ended", "broken"];

    private protected override string[] Settings => ["--Gateway:Relay:MaxDrainTime=00:01:00", "--Gateway:Relay:MaxDrainBytes=65536"];

    public static string Key(string subscription) => $"key-of-{subscription}-0123";

    internal ICallsInFlight Calls => Gateway.Services.GetRequiredService<ICallsInFlight>();

    internal async Task<HttpResponseMessage> SayAsync(string subscription, string text, string alias, bool stream, CancellationToken cancellation)
    {
        var request = ChatCalls.Request(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });
        request.Headers.Authorization = new("Bearer", Key(subscription));
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = Aliases.ToDictionary(alias => alias, alias => alias.StartsWith("gpt", StringComparison.Ordinal)
            ? Documents.OpenAi(providerUrl, more: new { onDisconnect = "drain" })
            : Documents.Anthropic(providerUrl, more: new { onDisconnect = "drain" })),
        apis = new { llm = new { path = "/llm/v1", aliases = Aliases.ToDictionary(alias => alias, alias => Documents.Targets(alias)) } },
        products = new { all = new { apis = new { llm = new[] { "*" } } } },
        subscriptions = Subscriptions.ToDictionary(name => name, name => new
        {
            product = "all",
            keys = new[] { Key(name) },
            limits = new[] { new { tokenQuota = 1_000_000, tokenQuotaPeriod = "Yearly" } },
        }),
    });
}
