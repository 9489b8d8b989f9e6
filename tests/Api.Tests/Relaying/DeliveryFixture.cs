using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A gateway that has little patience with silence and with clients that do not read.</summary>
public sealed class DeliveryFixture : GatewayFixture
{
    private protected override string[] Settings => ["--Gateway:Relay:KeepAliveAfter=00:00:00.2", "--Gateway:Relay:WriteStall=00:00:01"];

    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["gpt-1"] = Documents.OpenAi(providerUrl, "gpt-4o-first"),
            ["gpt-2"] = Documents.OpenAi(providerUrl, "gpt-4o-second"),
            ["claude-1"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-5"),
            ["claude-2"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-6"),
        },
        new() { ["gpt"] = Documents.Targets("gpt-1", "claude-2"), ["claude"] = Documents.Targets("claude-1", "gpt-2") });
}
