using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>
/// Hands calls over to the chat grain of this process, and sees to it that each is taken. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///   call ──▶ place in the ring ──message──▶ ChatGrain takes it        nearly always, within microseconds
///                    │
///                    └─ two beats ─▶ nobody did ──▶ relayed here       the silo was evicted, or is about to stop
/// </code>
/// The message has no answer, so a lost one is known by nothing but its place. Whoever takes a call first serves it, once.
/// </remarks>
internal sealed class HandOver : IDisposable
{
    /// <summary>Calls on their way to the grain at one moment. With more, the silo is that far behind, and calls go without it.</summary>
    private const int Places = 1024;

    /// <summary>A call waits one to two of them before it counts as lost: far longer than a message takes in a process.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>For so many beats after a lost call, the silo is sent no other.</summary>
    private const int Rest = 4;

    private readonly Relay _relay;
    private readonly GatewayRuntime _runtime;
    private readonly ILogger<HandOver> _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly ReplySink?[] _ring = new ReplySink?[Places];
    private IGrainFactory? _grains;
    private IChatGrain? _chat;
    private int _next;
    private long _beat;
    private long _silentUntil;

    public HandOver(Relay relay, GatewayRuntime runtime, TimeProvider time, ILogger<HandOver> logger)
    {
        (_relay, _runtime, _logger) = (relay, runtime, logger);
        _timer = time.CreateTimer(static self => ((HandOver)self!).Look(), this, Beat, Beat);
    }

    /// <inheritdoc cref="Contracts.Front.IDataPlane.RelayAsync"/>
    public ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply)
    {
        if (!TryGetChat(out var chat) || Volatile.Read(ref _beat) < Volatile.Read(ref _silentUntil))
        {
            return _relay.RelayAsync(call, reply);
        }

        var sink = new ReplySink(call, reply, Volatile.Read(ref _beat));
        if (!TryWatch(sink))
        {
            return _relay.RelayAsync(call, reply);
        }

        try
        {
            var sent = chat.RelayAsync(call, sink);
            if (sent.IsCompleted)
            {
                sent.GetAwaiter().GetResult();
            }
        }
        catch (Exception error)
        {
            Serve(sink, error.GetType().Name);
        }

        return sink.Ended;
    }

    public void Dispose() => _timer.Dispose();

    private bool TryWatch(ReplySink sink)
    {
        ref var place = ref _ring[(uint)Interlocked.Increment(ref _next) % Places];
        var before = Volatile.Read(ref place);
        return before is not { IsTaken: false } && Interlocked.CompareExchange(ref place, sink, before) == before;
    }

    /// <summary>Called at every beat.</summary>
    private void Look()
    {
        var beat = Interlocked.Increment(ref _beat);
        for (var at = 0; at < _ring.Length; at++)
        {
            if (Volatile.Read(ref _ring[at]) is { IsTaken: false } sink && beat - sink.Sent > 1)
            {
                Serve(sink, nameof(TimeoutException));
            }
        }
    }

    /// <summary>A silo that was evicted, or is about to stop, takes no more calls. One that has not begun needs no silo.</summary>
    private void Serve(ReplySink sink, string why)
    {
        if (sink.Call is { } call && sink.TryTake() is { } reply)
        {
            Volatile.Write(ref _silentUntil, Volatile.Read(ref _beat) + Rest);
            _logger.RelayedWithoutSilo(call.RequestId, why);
            sink.EndWith(_relay.RelayAsync(call, reply));
        }
    }

    // A grain reference costs 2.4 µs and 488 bytes to make, and lives as long as its silo.
    private bool TryGetChat([NotNullWhen(true)] out IChatGrain? chat)
    {
        var grains = _runtime.Grains;
        chat = _chat;
        if (grains is null)
        {
            return false;
        }

        if (chat is not null && ReferenceEquals(grains, _grains))
        {
            return true;
        }

        lock (_gate)
        {
            chat = _chat = grains.GetGrain<IChatGrain>(0);
            _grains = grains;
        }

        return true;
    }
}
