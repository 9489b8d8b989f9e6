using System.Globalization;
using Orleans.Gateway.Compare.Figures;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Compare.Peers;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare;

/// <summary>Starts all, lets them take turns, and collects what they cost.</summary>
internal sealed class Run(Plan plan, Household house, string api, string silo, string modules)
{
    private readonly List<Peer> _peers = [];
    private readonly List<Absent> _absent = [];

    public async Task<Results> GoAsync()
    {
        await StartAsync();
        List<Lane> lanes = [.. Scenario.All.SelectMany(scenario => scenario.Lanes.Select(entry => Of(scenario, entry.Peer, entry.Format)).OfType<Lane>())];
        Console.WriteLine($"Warming up {lanes.Count} lanes.");
        lanes.ForEach(lane => lane.WarmUp());
        var idle = await IdleAsync();
        for (var round = 0; round < plan.Rounds; round++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Round {round + 1} of {plan.Rounds}, load {File.ReadAllText("/proc/loadavg").Trim()}"));

            // There and back again: what changes with time changes for all.
            foreach (var scenario in lanes.GroupBy(lane => lane.Series.Scenario))
            {
                foreach (var lane in round % 2 == 0 ? scenario : scenario.Reverse())
                {
                    await MeasureAsync(lane, round);
                }
            }
        }

        return new Results(_peers, _absent, [.. lanes.Select(lane => lane.Series)], idle);
    }

    /// <summary>One that has died is named, and does not take with it what the others have shown.</summary>
    private static async Task MeasureAsync(Lane lane, int round)
    {
        try
        {
            await lane.MeasureAsync(round);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException or InvalidOperationException)
        {
            lane.Series.Failed(error.Message);
        }
    }

    private Lane? Of(Scenario scenario, string name, string format) =>
        _peers.FirstOrDefault(peer => peer.Id == name) is { } peer ? Lane.Of(peer, scenario, format, plan) : null;

    private async Task StartAsync()
    {
        var mock = house.Keep(await MockProcess.StartAsync()).Url;
        var (nginx, node, redis, dotnet) = (OnPath.Find("nginx"), OnPath.Find("node"), OnPath.Find("redis-server"), OnPath.Find("dotnet"));
        var document = house.Write("gateway.json", Document.Write(mock));
        var gateways = new Gateways(api, document, typeof(Run).Assembly.GetName().Version!.ToString(3), house);

        _peers.Add(PassThroughs.Direct(mock));
        await AddAsync(PeerNames.Nginx, "nginx", nginx is null ? "nginx is not installed (Debian: apt-get install nginx-light)" : null, () => PassThroughs.NginxAsync(nginx!, mock, house));
        await AddAsync(PeerNames.Bare, "The bare pass-through", null, () => PassThroughs.BareAsync(mock, house));
        await AddAsync(PeerNames.Yarp, "YARP", null, () => PassThroughs.YarpAsync(mock, house));
        var noDotnet = dotnet is null ? "dotnet is not on the path" : null;
        await AddAsync(PeerNames.UntunedYarp, "YARP, not tuned", noDotnet, () => PassThroughs.UntunedYarpAsync(dotnet!, mock, house));
        for (var i = 0; i < PeerNames.Yarps.Length; i++)
        {
            var (name, count) = (PeerNames.Yarps[i], i + 2);
            await AddAsync(name, string.Create(CultureInfo.InvariantCulture, $"YARP in {count} processes"), null, () => PassThroughs.YarpsAsync(name, count, mock, house));
        }

        await AddAsync(PeerNames.Portkey, "The Portkey gateway", Portkey.Missing(node, modules), () => Portkey.StartAsync(node!, modules, mock, house));
        Console.WriteLine($"Starting {PeerNames.Gateway}.");
        _peers.AddRange(await gateways.OneAsync());
        await AddAsync(PeerNames.Unmetered, "The gateway without metrics", noDotnet, () => gateways.UnmeteredAsync(dotnet!));
        var noRedis = redis is null ? "redis-server is not installed (Debian: apt-get install redis-server)" : null;
        var store = redis is null ? null : house.Keep(await RedisProcess.StartAsync(redis));
        var clusters = new Clusters(api, silo, new ClusterSettings(store?.Port ?? 0, document), gateways, house);
        await AddAsync(PeerNames.Remote, "The gateway as a front end and a silo", noRedis, clusters.RemoteAsync);
        for (var i = 0; i < PeerNames.Clusters.Length; i++)
        {
            var (name, count) = (PeerNames.Clusters[i], i + 1);
            await AddAsync(name, string.Create(CultureInfo.InvariantCulture, $"The cluster of {count}"), noRedis, () => clusters.NodesAsync(name, count));
        }
    }

    /// <summary>One that does not start is left out and named, and the others are compared all the same.</summary>
    private async Task AddAsync(string id, string title, string? missing, Func<Task<Peer>> start)
    {
        if (missing is null)
        {
            try
            {
                Console.WriteLine($"Starting {id}.");
                _peers.Add(await start());
                return;
            }
            catch (Exception error) when (error is InvalidOperationException or TimeoutException or IOException or HttpRequestException or System.ComponentModel.Win32Exception)
            {
                missing = $"it did not start: {error.Message.ReplaceLineEndings(" ")}";
            }
        }

        Console.WriteLine($"{title} is left out: {missing}.");
        _absent.Add(new(id, title, missing));
    }

    /// <summary>In ms of CPU a second.</summary>
    private async Task<Dictionary<string, double>> IdleAsync()
    {
        await Task.Delay(plan.Settling, TimeProvider.System, CancellationToken.None);
        var before = _peers.ToDictionary(peer => peer.Id, peer => peer.Cpu());
        await Task.Delay(plan.Idle, TimeProvider.System, CancellationToken.None);
        return _peers.ToDictionary(peer => peer.Id, peer => peer.Cpu().Zip(before[peer.Id], (after, then) => (after - then).TotalMilliseconds).Sum() / plan.Idle.TotalSeconds);
    }
}
