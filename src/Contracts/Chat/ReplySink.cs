using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Takes a reference to the client's response along with a grain call that stays in the process: an immutable argument is handed over, not
/// copied; and brings back how the call ended. Should such a call cross a process after all, the reference is null on the other side, and the grain
/// refuses loudly.
/// </summary>
/// <param name="sent">When it was handed over, on whatever clock its sender uses.</param>
[GenerateSerializer, Immutable, Alias("gateway.ReplySink")]
public sealed class ReplySink(ChatCall call, Reply reply, long sent) : IValueTaskSource<GatewayError?>
{
    [NonSerialized]
    private ChatCall? _call = call;

    [NonSerialized]
    private readonly long _sent = sent;

    [NonSerialized]
    private readonly bool _isHere = true;

    [NonSerialized]
    private Reply? _reply = reply;

    [NonSerialized]
    private int _taken;

    [NonSerialized]
    private ConfiguredValueTaskAwaitable<GatewayError?>.ConfiguredValueTaskAwaiter _relaying;

    [NonSerialized]
    private ManualResetValueTaskSourceCore<GatewayError?> _ended;

    /// <summary>For its sender; null once somebody has taken it: its body is no memory of whoever keeps a sink for longer.</summary>
    public ChatCall? Call => Volatile.Read(ref _call);

    /// <summary>For its sender.</summary>
    public long Sent => _sent;

    /// <summary>There to make the type serialisable; says nothing.</summary>
    [Id(0)] public byte Marker { get; init; }

    /// <summary>Whether somebody serves the call.</summary>
    public bool IsTaken => Volatile.Read(ref _taken) != 0;

    /// <summary>
    /// The end of the call: body and response are let go of then. The error that the client is still owed; null when the reply is complete. To be awaited once.
    /// </summary>
    public ValueTask<GatewayError?> Ended => new(this, _ended.Version);

    /// <summary>The client's response, to the first that asks for it, who then has to say how the call ends (<see cref="EndWith"/>); null to all others. Thread-safe.</summary>
    public Reply? TryTake()
    {
        if (!_isHere)
        {
            throw new InvalidOperationException(
                "A chat call has left the process that received the request. Its reply cannot follow; use the streaming interface instead.");
        }

        if (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            return null;
        }

        var taken = _reply;
        _reply = null;
        Volatile.Write(ref _call, null);
        return taken;
    }

    /// <summary>The call ends as this does. For who has taken it, once.</summary>
    public void EndWith(ValueTask<GatewayError?> relaying)
    {
        // Not on the scheduler of a grain: nothing of what follows is its own.
        _relaying = relaying.ConfigureAwait(false).GetAwaiter();
        if (_relaying.IsCompleted)
        {
            // Who waits must not go on in the turn of the grain.
            _ended.RunContinuationsAsynchronously = true;
            End();
        }
        else
        {
            _relaying.UnsafeOnCompleted(End);
        }
    }

    GatewayError? IValueTaskSource<GatewayError?>.GetResult(short token)
    {
        try
        {
            return _ended.GetResult(token);
        }
        finally
        {
            // Whoever waited is not kept either.
            _ended.Reset();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<GatewayError?>.GetStatus(short token) => _ended.GetStatus(token);

    void IValueTaskSource<GatewayError?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ended.OnCompleted(continuation, state, token, flags);

    private void End()
    {
        var relaying = _relaying;
        _relaying = default;
        GatewayError? owed;
        try
        {
            owed = relaying.GetResult();
        }
        catch (Exception error)
        {
            _ended.SetException(error);
            return;
        }

        _ended.SetResult(owed);
    }
}
