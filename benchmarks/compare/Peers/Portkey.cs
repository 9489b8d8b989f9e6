using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>The Portkey gateway from npm. With a newer hono than it was built for, each of its streams is a fast 500: the lock file beside keeps the one that works.</summary>
internal static class Portkey
{
    public static async Task<Peer> StartAsync(string node, string modules, string mock, Household house)
    {
        var port = FreePort.Find();
        var process = house.Keep(ChildProcess.Start(
            PeerNames.Portkey, node, [Script(modules), string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--headless"], new Dictionary<string, string> { ["NODE_ENV"] = "production" }));
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        await Household.AnswersAsync(url, process);
        return new Peer(
            PeerNames.Portkey,
            "Portkey gateway",
            $"{Version(modules, "@portkey-ai/gateway")} (hono {Version(modules, "hono")}, @hono/node-server {Version(modules, "@hono/node-server")}, Node.js {Peer.Ask(node, "--version").TrimStart('v')})",
            [process])
        {
            Target = (format, mode) => new(
                [new Uri(url)],
                "/v1/chat/completions",
                format == Scenario.OpenAi ? "mock" : "claude-sonnet-4-5",
                [
                    ("Authorization", "Bearer sk-mock"),
                    ("x-portkey-provider", format),
                    ("x-portkey-custom-host", format == Scenario.OpenAi ? $"{mock}/{mode}" : $"{mock}/{mode}/v1"),
                ]),
        };
    }

    /// <summary>Why it cannot be started; null when it can.</summary>
    public static string? Missing(string? node, string modules) =>
        node is null ? "node is not installed (Debian: apt-get install nodejs)"
        : File.Exists(Script(modules)) ? null
        : "its packages are not installed (npm ci --ignore-scripts in benchmarks/compare/portkey)";

    private static string Script(string modules) => Path.Combine(modules, "@portkey-ai", "gateway", "build", "start-server.js");

    private static string Version(string modules, string package) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(modules, package, "package.json"))).GetProperty("version").GetString()!;
}
