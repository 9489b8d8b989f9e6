using System.Net;
using System.Net.Sockets;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>Aliases with several targets. A backend is told from the others by its model.</summary>
public sealed class TargetsFixture : GatewayFixture
{
    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["gpt-1"] = Documents.OpenAi(providerUrl, "gpt-4o-first", headers: new Dictionary<string, string> { ["x-static"] = "from the document" }),
            ["gpt-2"] = Documents.OpenAi(providerUrl, "gpt-4o-second"),
            ["gpt-3"] = Documents.OpenAi(providerUrl, "gpt-4o-third"),
            ["claude-1"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-5", headers: new Dictionary<string, string> { ["x-static"] = "from the document" }),
            ["claude-2"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-6"),
            ["claude-3"] = Documents.Anthropic(providerUrl, "claude-opus-4-5"),
            ["nobody"] = Documents.OpenAi($"http://127.0.0.1:{ClosedPort()}", "gpt-4o-nobody"),
            ["nameless"] = Documents.OpenAi("http://no-such-host.invalid", "gpt-4o-nameless"),
            ["passes"] = new { format = "openai", url = $"{providerUrl}/v1", credentials = new { header = new { name = "api-key", value = "sk-provider-key" } } },
        },
        new()
        {
            ["gpt"] = Documents.Targets("gpt-1", "gpt-2"),
            ["claude"] = Documents.Targets("claude-1", "claude-2"),
            ["gpt-three"] = Documents.Targets("gpt-1", "gpt-2", "gpt-3"),
            ["claude-three"] = Documents.Targets("claude-1", "claude-2", "claude-3"),
            ["gpt-then-claude"] = Documents.Targets("gpt-1", "claude-2"),
            ["claude-then-gpt"] = Documents.Targets("claude-1", "gpt-2"),
            ["nobody-then-gpt"] = Documents.Targets("nobody", "gpt-2"),
            ["nameless-then-gpt"] = Documents.Targets("nameless", "gpt-2"),
            ["nobody"] = Documents.Targets("nobody"),
            ["gpt-4o-mini"] = Documents.Targets("passes"),
            ["weighted"] = new { targets = new[] { new { backend = "gpt-1", weight = 75 }, new { backend = "gpt-2", weight = 25 }, new { backend = "gpt-3", weight = 0 } } },
        });

    /// <summary>A port on which nobody listens.</summary>
    private static int ClosedPort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
