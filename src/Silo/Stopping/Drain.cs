using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Calls;

namespace Orleans.Gateway.Silo.Stopping;

/// <summary>
/// The first step of every stop, before any part of the process stops: the calls in flight come to their end, or are brought to one.
/// </summary>
/// <remarks>
/// <code>
///   SIGTERM ──▶ readiness 503, answers say "Connection: close", calls are served     DrainDelay
///           ──▶ new calls get 503 (from a silo: another silo), those in flight go on DrainTimeout
///           ──▶ those that are left are ended, with an error the client can see      5 seconds, then their connections are broken off
///           ──▶ HTTP stops ──▶ the silo stops                                        the host's services, in reverse order
/// </code>
/// A second signal skips the waiting.
/// </remarks>
internal sealed class Drain(
    Intake intake, IOpenCalls calls, IOptions<DrainOptions> options, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>What a call may take to tell its client, once it was ended.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _signalled;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ =>
            {
                // The host's own lifetime acts on the first.
                if (Interlocked.Increment(ref _signalled) > 1)
                {
                    _hurry.Cancel();
                }
            }));
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _hurry.Token);
        var (delay, limit) = (options.Value.DrainDelay ?? TimeSpan.Zero, options.Value.DrainTimeout);
        logger.Draining(delay, intake.Calls, limit);
        intake.Leave();
        await Task.Delay(delay, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var idle = intake.RefuseAsync();
        await idle.WaitAsync(limit, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!idle.IsCompleted)
        {
            logger.CallsCutShort(intake.Calls);
            calls.EndAll();
            await idle.WaitAsync(LastWords, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            calls.AbortAll();
        }

        logger.Drained();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _hurry.Dispose();
    }
}
