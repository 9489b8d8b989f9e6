namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// Takes a reference to the client's response along with a grain call that stays in the process: an immutable argument is handed over, not
/// copied. Should such a call cross a process after all, the reference is null on the other side, and the grain refuses loudly.
/// </summary>
[GenerateSerializer, Immutable, Alias("gateway.ReplySink")]
public sealed class ReplySink(Reply reply)
{
    [NonSerialized]
    private readonly Reply? _reply = reply;

    [NonSerialized]
    private int _taken;

    /// <summary>There to make the type serialisable; says nothing.</summary>
    [Id(0)] public byte Marker { get; init; }

    /// <summary>The client's response, to the first that asks for it; null to all others. Thread-safe.</summary>
    public Reply? TryTake()
    {
        if (_reply is null)
        {
            throw new InvalidOperationException(
                "A chat call has left the process that received the request. Its reply cannot follow; use the streaming interface instead.");
        }

        return Interlocked.Exchange(ref _taken, 1) == 0 ? _reply : null;
    }
}
