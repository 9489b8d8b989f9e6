using System.Globalization;

namespace Orleans.Gateway.Harness;

/// <summary>The published gateway in a process of its own, with a store of its own, and what the kernel and its own metrics say about it.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly HttpClient _client;
    private readonly DirectoryInfo _data;

    private GatewayProcess(ChildProcess process, string url, DirectoryInfo data)
    {
        (Process, Url, _data) = (process, url, data);
        _client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public ChildProcess Process { get; }

    public string Url { get; }

    /// <param name="folder">Where src/Api was published.</param>
    /// <param name="document">Null: none.</param>
    /// <param name="settings">Variables of its environment, beside those of this process.</param>
    /// <param name="program">What starts it; null: the program that is published.</param>
    public static GatewayProcess Start(
        string folder, string? document, string name = "gateway", IReadOnlyDictionary<string, string>? settings = null, (string Path, string[] Arguments)? program = null)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}");
        var data = Directory.CreateTempSubdirectory("gateway-bench-");
        var (path, arguments) = program ?? (Path.Combine(folder, "Orleans.Gateway.Api"), []);
        var process = ChildProcess.Start(
            name, path, [.. arguments, $"--urls={url}", $"--Gateway:DataDirectory={data.FullName}", .. document is null ? [] : new[] { "--config", document }], settings);
        return new GatewayProcess(process, url, data);
    }

    public Task ReadyAsync() => Waiting.UntilAsync(async () => (await _client.GetAsync("/health/ready")).IsSuccessStatusCode, Process);

    /// <summary>User and system time so far.</summary>
    public TimeSpan Cpu() => Process.Cpu;

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident() => Process.Resident;

    /// <summary>What the process has allocated on its managed heap so far, in bytes, by the runtime's own metric; null when there is none.</summary>
    public async Task<double?> AllocatedAsync() => await MetricsAsync("dotnet_gc_heap_total_allocated_bytes_total") is [var (_, bytes), ..] ? bytes : null;

    /// <summary>The series of <c>/metrics</c> of that name, each with its labels.</summary>
    public async Task<IReadOnlyList<(string Labels, double Value)>> MetricsAsync(string name) =>
        [.. (await _client.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal)).Select(line => Read(line[name.Length..]))];

    public void Dispose()
    {
        _client.Dispose();
        Process.Dispose();
        _data.Delete(recursive: true);
    }

    private static (string Labels, double Value) Read(string line)
    {
        var end = line.LastIndexOf('}') + 1;
        return (line[..end], double.Parse(line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }
}
