using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A gateway that has little patience with silence and with clients that do not read.</summary>
public sealed class DeliveryFixture : GatewayFixture
{
    /// <summary>A backend that may be silent for less time than a client may leave its answer unread.</summary>
    private static readonly object Hasty = new { idle = "00:00:00.7" };

    private protected override string[] Settings => ["--Gateway:Relay:KeepAliveAfter=00:00:00.2", "--Gateway:Relay:WriteStall=00:00:01"];

    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["gpt-1"] = Documents.OpenAi(providerUrl, "gpt-4o-first"),
            ["gpt-2"] = Documents.OpenAi(providerUrl, "gpt-4o-second"),
            ["claude-1"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-5"),
            ["claude-2"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-6"),
            ["gpt-hasty-1"] = Documents.OpenAi(providerUrl, "gpt-4o-first", timeouts: Hasty),
            ["claude-hasty-1"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-5", timeouts: Hasty),
        },
        new()
        {
            ["gpt"] = Documents.Targets("gpt-1", "claude-2"),
            ["claude"] = Documents.Targets("claude-1", "gpt-2"),
            ["gpt-hasty"] = Documents.Targets("gpt-hasty-1"),
            ["claude-hasty"] = Documents.Targets("claude-hasty-1"),
        });
}
