using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Grains.Chat.Calls;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>
/// The client of one attempt as it leaves, where the backend's answer is read on for its usage. Within limits of its own: nobody waits for it any
/// more. What was not sent yet is not sent.
/// </summary>
internal sealed class Departure : IDisposable
{
    private readonly LiveCall _call;
    private readonly Deadline _deadline;
    private readonly RelayOptions _limits;
    private readonly CancellationTokenRegistration _registration;
    private int _hasLeft;
    private long _bytes;

    public Departure(LiveCall call, Deadline deadline, RelayOptions limits)
    {
        (_call, _deadline, _limits) = (call, deadline, limits);
        // Also when the call is ended from outside, which the deadline knows by itself.
        _registration = call.Token.UnsafeRegister(static state => ((Departure)state!).Leave(), this);
    }

    /// <summary>Nothing reaches the client any more.</summary>
    public bool HasLeft => Volatile.Read(ref _hasLeft) != 0;

    /// <summary>The client is gone. The first time counts.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) != 0)
        {
            return;
        }

        if (_call.Phase < CallPhase.Waiting)
        {
            _deadline.Cancel();
        }
        else
        {
            _deadline.Limit(_limits.MaxDrainTime);
        }
    }

    /// <summary>Another part of the answer was read for nobody. False: that is enough.</summary>
    public bool Drained(int count) => (_bytes += count) <= _limits.MaxDrainBytes;

    public void Dispose() => _registration.Dispose();
}
