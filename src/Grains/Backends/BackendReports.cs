using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>
/// Brings what the gates of this process saw to the backend grains, beside the path of the requests: every 100 ms, at once what could open a
/// circuit, and one report of a backend after the other.
/// </summary>
internal sealed class BackendReports(BackendGates gates, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<BackendReports> logger)
    : BackgroundService, IGateLink
{
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private const int Idle = 0, Sending = 1, SendAgain = 2;

    // For as long as there is the gate.
    private readonly ConditionalWeakTable<Gate, Progress> _states = new();
    private readonly string _silo = silo.SiloAddress.ToParsableString();

    public void Report(Gate gate) => ReportAsync(gate).Ignore();

    public void Ask(Gate gate) => AskAsync(gate).Ignore();

    public void Settle(Gate gate, ProbeResult result) => SettleAsync(gate, result).Ignore();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        gates.Link = this;
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                foreach (var gate in gates.All)
                {
                    gate.Tend();
                    ReportAsync(gate).Ignore(); // An owner that is slow holds up nobody else's report.
                }

                gates.LetGo();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            gates.Link = null;
            await Task.WhenAll(gates.All.Select(ReportAsync));
        }
    }

    private async Task ReportAsync(Gate gate)
    {
        var state = _states.GetValue(gate, static _ => new Progress());
        if (Interlocked.CompareExchange(ref state.Value, Sending, Idle) != Idle)
        {
            Interlocked.CompareExchange(ref state.Value, SendAgain, Sending);
            return;
        }

        do
        {
            Volatile.Write(ref state.Value, Sending);
            if (!await TrySendAsync(gate))
            {
                Volatile.Write(ref state.Value, Idle); // The next tick carries it.
                return;
            }
        }
        while (Interlocked.CompareExchange(ref state.Value, Idle, Sending) != Sending);
    }

    private async Task<bool> TrySendAsync(Gate gate)
    {
        if (gate.TakeReport(_silo) is not { } report)
        {
            return true;
        }

        try
        {
            await grains.GetGrain<IBackendGrain>(gate.Backend).ReportAsync(report);
            return true;
        }
        catch (Exception error)
        {
            // After a timeout the owner may have counted them all the same; then they count twice, which beats not at all.
            gate.GiveBack(report);
            logger.ReportFailed(gate.Backend, report.Counts.Attempts, error.GetType().Name);
            return false;
        }
    }

    private async Task AskAsync(Gate gate)
    {
        ProbeLease? answer = null;
        try
        {
            answer = await grains.GetGrain<IBackendGrain>(gate.Backend).AcquireProbeAsync();
        }
        catch (Exception error)
        {
            logger.ProbeNotAcquired(gate.Backend, error.GetType().Name);
        }

        gate.Granted(answer);
    }

    private async Task SettleAsync(Gate gate, ProbeResult result)
    {
        try
        {
            await grains.GetGrain<IBackendGrain>(gate.Backend).SettleProbeAsync(result);
        }
        catch (Exception error)
        {
            // Its lease runs out, and another probe goes out.
            logger.ProbeNotSettled(gate.Backend, error.GetType().Name);
        }
    }

    private sealed class Progress
    {
        public int Value;
    }
}
