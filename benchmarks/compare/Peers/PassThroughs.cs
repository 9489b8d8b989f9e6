using System.Globalization;
using System.Reflection;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Harness;
using Yarp.ReverseProxy.Configuration;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>Those that forward what they get: the caller names the path of the mock, and cannot be given another format than the backend's.</summary>
internal static class PassThroughs
{
    private const string SpinLimit = "System.Threading.ThreadPool.UnfairSemaphoreSpinLimit";

    /// <summary>The runtime's own.</summary>
    private const int DefaultSpinLimit = 70;

    private static string YarpVersion => typeof(RouteConfig).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Nobody between the client and the mock.</summary>
    public static Peer Direct(string mock) => Of(PeerNames.Direct, "direct", "", [], mock);

    public static Task<Peer> BareAsync(string mock, Household house) =>
        OwnAsync(PeerNames.Bare, "Kestrel and SocketsHttpHandler", $".NET {Environment.Version}", port => ChildProcess.Self(BarePassThrough.Word, port, mock), house);

    public static Task<Peer> YarpAsync(string mock, Household house) =>
        OwnAsync(PeerNames.Yarp, "YARP", YarpVersion, port => ChildProcess.Self(YarpPassThrough.Word, port, mock), house);

    /// <summary>By the settings that ASP.NET Core has for whoever sets none: the server's garbage collector, and a thread pool that spins.</summary>
    public static Task<Peer> UntunedYarpAsync(string dotnet, string mock, Household house) => OwnAsync(
        PeerNames.UntunedYarp,
        "YARP, not tuned",
        YarpVersion,
        port => ChildProcess.Start(
            PeerNames.UntunedYarp,
            dotnet,
            [.. house.With(Assembly.GetEntryAssembly()!.Location, PeerNames.UntunedYarp, ("System.GC.Server", true), (SpinLimit, DefaultSpinLimit)), YarpPassThrough.Word, port, mock]),
        house);

    /// <summary>Several processes, each of which is called.</summary>
    public static async Task<Peer> YarpsAsync(string id, int count, string mock, Household house)
    {
        var all = new List<(ChildProcess Process, string Url)>();
        for (var i = 0; i < count; i++)
        {
            all.Add(await StartAsync(port => ChildProcess.Self(YarpPassThrough.Word, port, mock), house));
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
    private static async Task<Peer> OwnAsync(string id, string title, string version, Func<string, ChildProcess> start, Household house)
    {
        var (process, url) = await StartAsync(start, house);
        var client = house.Keep(new HttpClient { BaseAddress = new Uri(url) });
        return Of(id, title, version, [process], url) with
        {
            AllocatedAsync = async () => double.Parse(await client.GetStringAsync(Allocations.Path), CultureInfo.InvariantCulture),
        };
    }

    private static async Task<(ChildProcess Process, string Url)> StartAsync(Func<string, ChildProcess> start, Household house)
    {
        var port = FreePort.Find();
        var process = house.Keep(start(port.ToString(CultureInfo.InvariantCulture)));
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
