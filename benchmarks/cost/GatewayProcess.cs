using System.Diagnostics;
using System.Globalization;

namespace Orleans.Gateway.Cost;

/// <summary>The published gateway in a process of its own, with a store of its own, and what the kernel and its own metrics say about it.</summary>
internal sealed class GatewayProcess : IDisposable
{
    /// <summary>The unit of /proc/PID/stat: 100 in a second on every Linux that matters (getconf CLK_TCK).</summary>
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly HttpClient _client;

    private GatewayProcess(Process process, string url)
    {
        (_process, Url) = (process, url);
        _client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    public static GatewayProcess Start(string folder, string document)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{MockProcess.FreePort()}");
        var data = Directory.CreateTempSubdirectory("gateway-cost-").FullName;
        var start = new ProcessStartInfo(
            Path.Combine(folder, "Orleans.Gateway.Api"), [$"--urls={url}", $"--Gateway:DataDirectory={data}", "--config", document])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        // A pipe that nobody empties stops whoever writes into it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new GatewayProcess(process, url);
    }

    public Task ReadyAsync() => Waiting.UntilAsync(async () => (await _client.GetAsync("/health/ready")).IsSuccessStatusCode);

    /// <summary>User and system time so far.</summary>
    public TimeSpan Cpu()
    {
        // The name of the program is in parentheses and may hold spaces; the fields behind it are separated by one each.
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>What the process has allocated on its managed heap so far, in bytes, by the runtime's own metric; null when there is none.</summary>
    public async Task<double?> AllocatedAsync()
    {
        var metrics = await _client.GetStringAsync("/metrics");
        var line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith("dotnet_gc_heap_total_allocated_bytes_total{", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
