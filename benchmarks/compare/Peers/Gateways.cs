using Orleans.Gateway.Compare.Calls;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>The gateway as one process, with the embedded store.</summary>
/// <param name="folder">Where src/Api was published.</param>
internal sealed class Gateways(string folder, string document, string version, Household house)
{
    /// <summary>One process, three ways to be called.</summary>
    public async Task<IReadOnlyList<Peer>> OneAsync()
    {
        var gateway = house.Keep(GatewayProcess.Start(folder, document));
        await gateway.ReadyAsync();
        var main = Of(PeerNames.Gateway, "Orleans Gateway", [gateway]) with { AllocatedAsync = gateway.AllocatedAsync };
        return
        [
            main,
            main with { Id = PeerNames.Unlimited, Title = "… without limits", Target = Targets([gateway], Document.UnlimitedKey, Document.Alias) },
            main with { Id = PeerNames.Counted, Title = "… whose prompts' tokens are counted", Target = Targets([gateway], Document.LimitedKey, (_, mode) => Document.CountedAlias(mode)) },
        ];
    }

    /// <summary>The same with instruments that do nothing: what .NET's own switch is for.</summary>
    public async Task<Peer> UnmeteredAsync(string dotnet)
    {
        var arguments = house.With(Path.Combine(folder, "Orleans.Gateway.Api.dll"), PeerNames.Unmetered, ("System.Diagnostics.Metrics.Meter.IsSupported", false));
        var gateway = house.Keep(GatewayProcess.Start(folder, document, PeerNames.Unmetered, program: (dotnet, arguments)));
        await gateway.ReadyAsync();
        return Of(PeerNames.Unmetered, "… without metrics", [gateway]);
    }

    public Peer Of(string id, string title, IReadOnlyList<GatewayProcess> nodes, params ChildProcess[] more) =>
        new(id, title, version, [.. nodes.Select(node => node.Process), .. more]) { Target = Targets(nodes, Document.LimitedKey, Document.Alias) };

    private static Func<string, string, Target?> Targets(IReadOnlyList<GatewayProcess> nodes, string key, Func<string, string, string> alias) => (format, mode) =>
        new([.. nodes.Select(node => new Uri(node.Url))], "/llm/v1/chat/completions", alias(format, mode), [("Authorization", $"Bearer {key}")]);
}
