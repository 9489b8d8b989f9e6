using System.Diagnostics;
using System.Text;

namespace Orleans.Gateway.Api.Tests.Startup;

/// <summary>The real process: <c>dotnet Orleans.Gateway.Api.dll …</c>, in a folder of its own.</summary>
internal sealed class GatewayCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayCommand(Process process) => _process = process;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public static GatewayCommand Start(DirectoryInfo folder, params string[] args) => Start(folder, [], args);

    /// <param name="environment">Variables beside those of this process.</param>
    public static GatewayCommand Start(DirectoryInfo folder, IEnumerable<KeyValuePair<string, string>> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Orleans.Gateway.Api.dll"), .. args])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var command = new GatewayCommand(new Process { StartInfo = start });
        command._process.OutputDataReceived += (_, line) => command.Add(command._output, line.Data);
        command._process.ErrorDataReceived += (_, line) => command.Add(command._errors, line.Data);
        command._process.Start();
        command._process.BeginOutputReadLine();
        command._process.BeginErrorReadLine();
        return command;
    }

    public Task<string> WaitForOutputAsync(string text, CancellationToken cancellation) => WaitForAsync(() => Output, text, cancellation);

    /// <summary>The log is what goes to the standard error.</summary>
    public Task<string> WaitForLogAsync(string text, CancellationToken cancellation) => WaitForAsync(() => Errors, text, cancellation);

    private async Task<string> WaitForAsync(Func<string> written, string text, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (written() is var now && now.Contains(text, StringComparison.Ordinal))
            {
                return now;
            }

            if (_process.HasExited)
            {
                Assert.Fail($"The process ended with {_process.ExitCode}: {Errors}");
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>The exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a supervisor sends it.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Add(StringBuilder lines, string? line)
    {
        lock (_lock)
        {
            lines.AppendLine(line);
        }

        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private string Read(StringBuilder lines)
    {
        lock (_lock)
        {
            return lines.ToString();
        }
    }
}
