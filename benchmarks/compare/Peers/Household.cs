using System.Text.Json.Nodes;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>All that was started and written on the way, and goes when the run is over, however that happens. Thread-safe.</summary>
internal sealed class Household : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-compare-");
    private readonly Lock _lock = new();
    private readonly Stack<IDisposable> _kept = new();

    public T Keep<T>(T one)
        where T : IDisposable
    {
        lock (_lock)
        {
            _kept.Push(one);
        }

        return one;
    }

    public string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The runtime settings of a program with one changed; returns the arguments with which <c>dotnet</c> starts it by them.</summary>
    /// <param name="program">Its assembly.</param>
    public string[] With(string program, string name, params (string Key, JsonNode Value)[] changes)
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")))!;
        foreach (var (key, value) in changes)
        {
            settings["runtimeOptions"]!["configProperties"]![key] = value;
        }

        return ["exec", "--runtimeconfig", Write($"{name}.runtimeconfig.json", settings.ToJsonString()), program];
    }

    /// <summary>Completes when it answers at all.</summary>
    public static async Task AnswersAsync(string url, ChildProcess process)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Waiting.UntilAsync(
            async () =>
            {
                using var response = await client.GetAsync("/");
                return true;
            },
            process);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_kept.TryPop(out var one))
            {
                one.Dispose();
            }

            if (_folder.Exists)
            {
                _folder.Delete(recursive: true);
            }
        }
    }
}
