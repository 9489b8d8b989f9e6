using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A process that a test has started: what it says is kept, and signals reach it by its id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _lines = new();
    private readonly Lock _lock = new();
    private bool _isDisposed;
    private TaskCompletionSource _changed = NewSignal();

    private ServerProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Everything that it has written, to either output.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _lines.ToString();
            }
        }
    }

    public static ServerProcess Start(string name, string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var server = new ServerProcess(name, new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server.Add(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Add(line.Data);
        server._process.EnableRaisingEvents = true;
        server._process.Exited += (_, _) => server.Changed();
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Completes when it has said that, at any time.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Output.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            ThrowIfEnded();
            try
            {
                await changed.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{Name} never said '{text}'. It said:\n{Output}");
            }
        }
    }

    public void ThrowIfEnded()
    {
        if (HasExited)
        {
            // What it has said may still be on its way.
            _process.WaitForExit();
            Assert.Fail($"{Name} ended with {_process.ExitCode}. It said:\n{Output}");
        }
    }

    /// <summary>The exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Name} did not end. It said:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <param name="signal">KILL, TERM, STOP or CONT.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends it without a word, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        Signal("KILL");
        await _process.WaitForExitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(string? line)
    {
        lock (_lock)
        {
            _lines.AppendLine(line);
        }

        Changed();
    }

    private void Changed() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
