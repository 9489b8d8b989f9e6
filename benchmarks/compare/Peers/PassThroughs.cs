using System.Globalization;
using System.Reflection;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Harness;
using Yarp.ReverseProxy.Configuration;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>Those that forward what they get: the caller names the path of the mock, and cannot be given another format than the backend's.</summary>
internal static class PassThroughs
{
    /// <summary>Nobody between the client and the mock.</summary>
    public static Peer Direct(string mock) => Of(PeerNames.Direct, "direct", "", [], mock);

    public static Task<Peer> BareAsync(string mock, Household house) => OwnAsync(PeerNames.Bare, "Kestrel and SocketsHttpHandler", $".NET {Environment.Version}", BarePassThrough.Word, mock, house);

    public static Task<Peer> YarpAsync(string mock, Household house) => OwnAsync(
        PeerNames.Yarp,
        "YARP",
        typeof(RouteConfig).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
        YarpPassThrough.Word,
        mock,
        house);

    /// <summary>Several processes, each of which is called.</summary>
    public static async Task<Peer> YarpsAsync(string id, int count, string mock, Household house)
    {
        var all = new List<(ChildProcess Process, string Url)>();
        for (var i = 0; i < count; i++)
        {
            all.Add(await StartAsync(YarpPassThrough.Word, mock, house));
        }

        return Of(id, string.Create(CultureInfo.InvariantCulture, $"YARP in {count} processes"), "", [.. all.Select(one => one.Process)], [.. all.Select(one => one.Url)]);
    }

    public static async Task<Peer> NginxAsync(string program, string mock, Household house)
    {
        var folder = house.Folder("nginx");
        var port = FreePort.Find();
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, NginxConfiguration.Of(folder, port, new Uri(mock).Authority));
        var process = house.Keep(ChildProcess.Start(PeerNames.Nginx, program, ["-p", folder, "-e", "stderr", "-c", file], folder: folder));
        var url = Url(port);
        await Household.AnswersAsync(url, process);
        return Of(PeerNames.Nginx, "nginx proxy_pass", Peer.Ask(program, "-v").Split('/')[^1], [process], url);
    }

    /// <summary>A program that is part of this one.</summary>
    private static async Task<Peer> OwnAsync(string id, string title, string version, string word, string mock, Household house)
    {
        var (process, url) = await StartAsync(word, mock, house);
        var client = house.Keep(new HttpClient { BaseAddress = new Uri(url) });
        return Of(id, title, version, [process], url) with
        {
            AllocatedAsync = async () => double.Parse(await client.GetStringAsync(Allocations.Path), CultureInfo.InvariantCulture),
        };
    }

    private static async Task<(ChildProcess Process, string Url)> StartAsync(string word, string mock, Household house)
    {
        var port = FreePort.Find();
        var process = house.Keep(ChildProcess.Self(word, port.ToString(CultureInfo.InvariantCulture), mock));
        var url = Url(port);
        await Household.AnswersAsync(url, process);
        return (process, url);
    }

    private static Peer Of(string id, string title, string version, IReadOnlyList<ChildProcess> processes, params string[] urls) => new(id, title, version, processes)
    {
        Target = (format, mode) => format == Scenario.OpenAi ? new([.. urls.Select(url => new Uri(url))], $"/{mode}/chat/completions", "mock", [("Authorization", "Bearer sk-mock")]) : null,
    };

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
