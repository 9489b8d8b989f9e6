using System.Net.Http.Headers;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>One process of the gateway.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly Func<Node> _again;

    private Node(ServerProcess process, string? url, Func<Node> again)
    {
        _again = again;
        Process = process;
        Url = url ?? "";
        Http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Documents.Key);
        if (url is not null)
        {
            Http.BaseAddress = new Uri(url);
        }
    }

    public ServerProcess Process { get; }

    public string Name => Process.Name;

    /// <summary>Empty for a silo without HTTP.</summary>
    public string Url { get; }

    /// <summary>Sends the subscription's key.</summary>
    public HttpClient Http { get; }

    public static Node Start(string role, string name, string folder, IReadOnlyDictionary<string, string> settings) =>
        Start(role == "Silo" ? "Silo" : "Api", name, folder, settings, role == "Silo" ? null : $"http://127.0.0.1:{FreePort.Find()}");

    /// <param name="project">Api or Silo: the program.</param>
    /// <param name="url">Where it listens; null for a silo without HTTP.</param>
    public static Node Start(string project, string name, string folder, IReadOnlyDictionary<string, string> settings, string? url)
    {
        var process = ServerProcess.Start(name, "dotnet", [Program(project), .. url is null ? [] : new[] { $"--urls={url}" }], folder, settings);
        return new Node(process, url, () => Start(project, name, folder, settings, url));
    }

    /// <summary>A new process of the same name, address and settings.</summary>
    public Node Again() => _again();

    /// <summary>Completes when it serves: a silo when it has joined, a front end when it says that it is ready.</summary>
    public Task ReadyAsync(CancellationToken cancellation) =>
        Url.Length == 0 ? JoinedAsync(cancellation) : Patience.UntilAsync(IsReadyAsync, cancellation);

    /// <summary>Completes when its silo is up.</summary>
    public Task JoinedAsync(CancellationToken cancellation) => Process.WaitForAsync("The silo is up.", cancellation);

    /// <summary>Completes when it answers at all.</summary>
    public Task AliveAsync(CancellationToken cancellation) => Patience.UntilAsync(() => IsOkAsync("/health/live"), cancellation);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return Process.DisposeAsync();
    }

    /// <summary>Where the build has put it: beside the tests lies a copy, without the framework that the program itself brings along.</summary>
    /// <summary>From the folder that <c>GATEWAY_PUBLISHED</c> names, as the image has it (<c>api</c> and <c>silo</c>); otherwise as it was built with the tests.</summary>
    public static string Program(string project)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_PUBLISHED") is { Length: > 0 } published)
        {
            return Path.Combine(published, project.ToLowerInvariant(), $"Orleans.Gateway.{project}.dll");
        }

        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        return Path.Combine(Repository.Root, "src", project, "bin", configuration, framework, $"Orleans.Gateway.{project}.dll");
    }

    private Task<bool> IsReadyAsync() => IsOkAsync("/health/ready");

    private async Task<bool> IsOkAsync(string path)
    {
        Process.ThrowIfEnded();
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
