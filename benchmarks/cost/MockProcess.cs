using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Cost;

/// <summary>The mock in a process of its own.</summary>
internal sealed class MockProcess : IDisposable
{
    private readonly Process _process;

    private MockProcess(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static async Task<MockProcess> StartAsync()
    {
        var port = FreePort();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var process = Process.Start(Environment.ProcessPath!, [.. Self(), "mock", port.ToString(CultureInfo.InvariantCulture)]);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Waiting.UntilAsync(async () => (await client.GetAsync("/")).IsSuccessStatusCode);
        return new MockProcess(process, url);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Started by "dotnet X.dll", the process is dotnet and its first argument this assembly.
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(MockProcess).Assembly.Location] : [];
}
