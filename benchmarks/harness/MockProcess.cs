using System.Globalization;

namespace Orleans.Gateway.Harness;

/// <summary>The mock in a process of its own, so that its work is not that of what is measured.</summary>
internal sealed class MockProcess : IDisposable
{
    /// <summary>The first argument by which a program is the mock; the second is the port.</summary>
    public const string Word = "mock";

    private readonly ChildProcess _process;

    private MockProcess(ChildProcess process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static async Task<MockProcess> StartAsync()
    {
        var port = FreePort.Find();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var process = ChildProcess.Self(Word, port.ToString(CultureInfo.InvariantCulture));
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Waiting.UntilAsync(async () => (await client.GetAsync("/")).IsSuccessStatusCode, process);
        return new MockProcess(process, url);
    }

    public void Dispose() => _process.Dispose();
}
