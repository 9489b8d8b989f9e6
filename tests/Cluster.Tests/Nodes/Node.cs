using System.Net.Http.Headers;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>One process of the gateway.</summary>
internal sealed class Node : IAsyncDisposable
{
    private Node(ServerProcess process, string? url)
    {
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

    public static Node Start(string role, string name, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var url = role == "Silo" ? null : $"http://127.0.0.1:{FreePort.Find()}";
        var process = ServerProcess.Start(name, "dotnet", [Program(role == "Silo" ? "Silo" : "Api"), .. url is null ? [] : new[] { $"--urls={url}" }], folder, settings);
        return new Node(process, url);
    }

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
    private static string Program(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", project, "bin", configuration, framework, $"Orleans.Gateway.{project}.dll");
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
