using System.Diagnostics;
using System.Reflection;

namespace Orleans.Gateway.Harness;

/// <summary>A process that this one has started, and ends by its id, together with those that it has started itself. Thread-safe.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Lines that are kept of what it says.</summary>
    private const int Kept = 40;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private bool _isDisposed;

    private ChildProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public TimeSpan Cpu => ProcessFigures.Cpu(_process.Id);

    /// <summary>In bytes.</summary>
    public long Resident => ProcessFigures.Resident(_process.Id);

    /// <summary>It and those that it has started.</summary>
    public int Count => ProcessFigures.Count(_process.Id);

    public static ChildProcess Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? "" };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var child = new ChildProcess(name, new Process { StartInfo = start });
        // A pipe that nobody empties stops whoever writes into it.
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>This program again, with other arguments.</summary>
    public static ChildProcess Self(params string[] arguments) =>
        // Started by "dotnet X.dll", the process is dotnet and its first argument this program.
        Start(
            arguments[0],
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location, .. arguments] : arguments);

    /// <exception cref="InvalidOperationException">It has ended; the message has what it said last.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            _process.WaitForExit();
            throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}:\n{Said()}");
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Said()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Keep(string? line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line ?? "");
            while (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
