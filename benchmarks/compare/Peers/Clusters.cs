using System.Globalization;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>The gateway as several processes that share a store.</summary>
/// <param name="api">Where src/Api was published.</param>
/// <param name="silo">Where src/Silo was published.</param>
internal sealed class Clusters(string api, string silo, ClusterSettings settings, Gateways gateways, Household house)
{
    /// <summary>A front end, and one silo behind it.</summary>
    public async Task<Peer> RemoteAsync()
    {
        var behind = house.Keep(ChildProcess.Start(
            "silo", Path.Combine(silo, "Orleans.Gateway.Silo"), [$"--Gateway:DataDirectory={house.Folder("silo")}"], settings.Of(PeerNames.Remote, "Silo")));
        var front = house.Keep(GatewayProcess.Start(api, null, "front end", settings.Of(PeerNames.Remote, "Api")));
        await front.ReadyAsync();
        behind.ThrowIfEnded();
        return gateways.Of(PeerNames.Remote, "… as a front end and a silo", [front], behind);
    }

    /// <summary>Equal nodes, each of which is called.</summary>
    public async Task<Peer> NodesAsync(string name, int count)
    {
        var nodes = Enumerable.Range(0, count).Select(_ => house.Keep(GatewayProcess.Start(api, null, name, settings.Of(name, "All")))).ToList();
        await Task.WhenAll(nodes.Select(node => node.ReadyAsync()));
        return gateways.Of(name, count == 1 ? "1 node" : string.Create(CultureInfo.InvariantCulture, $"{count} nodes"), nodes);
    }
}
