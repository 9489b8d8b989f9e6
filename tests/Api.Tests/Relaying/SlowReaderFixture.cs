using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>Backends with less time than a client may take: for each limit one.</summary>
public sealed class SlowReaderFixture : GatewayFixture
{
    public static readonly TimeSpan Total = TimeSpan.FromSeconds(3);

    private static readonly object Idle = new { idle = "00:00:01.5" };

    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["gpt-idle"] = Documents.OpenAi(providerUrl, timeouts: Idle),
            ["gpt-total"] = Documents.OpenAi(providerUrl, timeouts: new { total = Total.ToString() }),
            ["claude-idle"] = Documents.Anthropic(providerUrl, timeouts: Idle, more: new { streamUpstream = "never" }),
        },
        new() { ["gpt-idle"] = Documents.Targets("gpt-idle"), ["gpt-total"] = Documents.Targets("gpt-total"), ["claude-idle"] = Documents.Targets("claude-idle") });
}
