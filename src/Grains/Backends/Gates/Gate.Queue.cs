using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>Calls that wait at a gate, because no other target can take them: for a place, or for the probe.</summary>
public sealed partial class Gate
{
    /// <summary>How long a call that has nowhere else to go waits for the permission to probe.</summary>
    internal static readonly TimeSpan ProbePatience = TimeSpan.FromMilliseconds(250);

    /// <summary>What a client is told to wait when even the queue is full.</summary>
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks to be let out, and waits for what is worth waiting for: a place, as long as the backend's queue allows, or the probe, for 250 ms.
    /// </summary>
    /// <param name="subscription">Subscriptions take turns.</param>
    /// <exception cref="OperationCanceledException">The client hung up.</exception>
    internal async ValueTask<GateEntry> EnterAsync(string subscription, CancellationToken cancellation)
    {
        var effects = default(Effects);
        GateEntry entry;
        Waiter? waiter = null;
        Task? answered = null;
        lock (_lock)
        {
            entry = _queue.Count > 0 && State(_gates.Now).State is GateState.Closed ? Full() : Enter(_gates.Now, ref effects);
            if (entry.Refusal is { Reason: GateRefusalReason.Full } && _queue.Count < _maxQueue)
            {
                waiter = new Waiter(this, subscription);
                _queue.Enqueue(subscription, waiter);
            }
            else if (entry.Refusal is { Reason: GateRefusalReason.HalfOpen })
            {
                answered = _answered!.Task;
            }
        }

        effects.Run(this);
        if (waiter is not null)
        {
            entry = await waiter.WaitAsync(_queueTimeout, cancellation).ConfigureAwait(false);
        }
        else if (answered is not null)
        {
            await Task.WhenAny(answered, Task.Delay(ProbePatience, _time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            entry = TryEnter(_gates.Now);
        }

        if (entry.Refusal is { } refusal)
        {
            _metrics?.Refused(Backend, refusal.Reason);
        }

        return entry;
    }

    /// <summary>Lets those in for whom there is a place now; sends those away whose backend has opened.</summary>
    private void Serve(ref Effects effects)
    {
        if (_queue.Count == 0)
        {
            return;
        }

        var now = _gates.Now;
        var (state, wait) = State(now);
        while (_queue.Count > 0 && (state is not GateState.Closed || _inFlight < Limit))
        {
            var waiter = _queue.Dequeue()!;
            waiter.Complete(state is GateState.Closed ? Enter(now, ref effects) : Refused(GateRefusalReason.Open, wait));
        }
    }

    private sealed class Waiter(Gate gate, string subscription)
    {
        private readonly TaskCompletionSource<GateEntry> _entry = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(GateEntry entry) => _entry.TrySetResult(entry);

        public async ValueTask<GateEntry> WaitAsync(TimeSpan timeout, CancellationToken cancellation)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(_entry.Task, Task.Delay(timeout, gate._time, stop.Token)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            bool waits;
            lock (gate._lock)
            {
                waits = gate._queue.Remove(subscription, this);
            }

            if (waits)
            {
                cancellation.ThrowIfCancellationRequested();
                return Full();
            }

            // Out of the queue: the entry is there, or comes at once. One that nobody wants any more goes back.
            var entry = await _entry.Task.ConfigureAwait(false);
            if (cancellation.IsCancellationRequested && entry.Refusal is null)
            {
                entry.Pass.Settle(new GateOutcome(AttemptOutcome.Abandoned));
                cancellation.ThrowIfCancellationRequested();
            }

            return entry;
        }
    }

    /// <summary>What is to be done once the lock is left.</summary>
    private struct Effects
    {
        public bool Asks;
        public bool Reports;
        public ProbeResult? Told;
        public Circuits.Circuit? Moved;
        public bool ByCluster;

        public readonly void Run(Gate gate)
        {
            if (Moved is { } circuit)
            {
                gate._metrics?.Moved(gate.Backend, circuit.Phase, circuit.Reason, ByCluster);
                if (!ByCluster)
                {
                    gate._logger?.GateMoved(gate.Backend, circuit.Phase, circuit.Reason);
                }
            }

            if (gate._gates.Link is not { } link)
            {
                if (Asks)
                {
                    gate.Granted(null);
                }

                return;
            }

            if (Reports)
            {
                link.Report(gate);
            }

            if (Told is { } result)
            {
                link.Settle(gate, result);
            }

            if (Asks)
            {
                link.Ask(gate);
            }
        }
    }
}
