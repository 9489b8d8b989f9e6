using System.Diagnostics;
using Orleans.Gateway.Compare.Calls;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>One that is compared: where calls to it go, and the processes whose CPU and memory are its own.</summary>
internal sealed record Peer(string Id, string Title, string Version, IReadOnlyList<ChildProcess> Processes)
{
    /// <summary>Where to send what has to reach a backend of that format, which answers in that mode; null where it cannot.</summary>
    public required Func<string, string, Target?> Target { get; init; }

    /// <summary>Allocated on managed heaps so far, in bytes; null where that is not known.</summary>
    public Func<Task<double?>> AllocatedAsync { get; init; } = () => Task.FromResult<double?>(null);

    public TimeSpan[] Cpu() => [.. Processes.Select(process => process.Cpu)];

    /// <summary>In bytes.</summary>
    public long Resident() => Processes.Sum(process => process.Resident);

    /// <summary>What a program says of itself, on whichever output it says it; the first line.</summary>
    public static string Ask(string program, string argument)
    {
        using var asked = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = asked.StandardOutput.ReadToEnd() + asked.StandardError.ReadToEnd();
        asked.WaitForExit();
        return said.Split('\n')[0].Trim();
    }
}

/// <summary>One that is not there.</summary>
/// <param name="Why">As its user has to read it.</param>
internal sealed record Absent(string Id, string Title, string Why);
