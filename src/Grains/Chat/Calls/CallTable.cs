using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Chat.Calls;

/// <summary>
/// The calls in flight of this process, by request id. One timer for all of them keeps quiet streams alive and ends those whose client does not
/// read: ten thousand streams cost one walk over a table, not ten thousand timers. Thread-safe. Owned by the process, not by its silo.
/// </summary>
public sealed class CallTable : ICallsInFlight, IDisposable
{
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, LiveCall> _calls = new();
    private readonly RelayOptions _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<CallTable> _logger;
    private readonly ITimer _timer;
    private GatewayError? _closed;

    public CallTable(IOptions<RelayOptions> limits, TimeProvider time, ILogger<CallTable> logger)
    {
        (_limits, _time, _logger) = (limits.Value, time, logger);
        var beat = Beat(_limits);
        _timer = time.CreateTimer(static table => ((CallTable)table!).Tick(), this, beat, beat);
    }

    public IReadOnlyList<CallInFlight> List() => [.. _calls.Values.Select(call => call.Show()).OrderBy(call => call.Started)];

    public bool End(string requestId)
    {
        if (!_calls.TryGetValue(requestId, out var call) || !call.TryEnd(Failures.Ended))
        {
            return false;
        }

        _logger.CallEnded(requestId);
        return true;
    }

    public int EndOf(string subscription, int? keyPlace)
    {
        var ended = 0;
        foreach (var (id, call) in _calls)
        {
            if (call.Call.Subscription == subscription && (keyPlace is null || call.Call.KeyPlace == keyPlace) && call.TryEnd(Failures.AccessEnded))
            {
                _logger.CallEnded(id);
                ended++;
            }
        }

        return ended;
    }

    public int EndAll()
    {
        Volatile.Write(ref _closed, Failures.ShuttingDown);
        return _calls.Values.Count(call => call.TryEnd(Failures.ShuttingDown));
    }

    public void AbortAll()
    {
        foreach (var (_, call) in _calls)
        {
            call.Reply.Abort();
        }
    }

    public void Dispose() => _timer.Dispose();

    internal LiveCall Open(ChatCall call, string alias, long epoch, bool stream, Reply reply)
    {
        var live = new LiveCall(this, call, alias, epoch, stream, reply, _limits, _time);
        _calls[call.RequestId] = live;
        if (Volatile.Read(ref _closed) is { } error)
        {
            live.TryEnd(error);
        }

        return live;
    }

    /// <summary>A later call of the same id, should there ever be one, keeps its place.</summary>
    internal void Remove(LiveCall call) => _calls.TryRemove(new(call.Call.RequestId, call));

    /// <summary>Often enough that what is due is done an eighth too late at most, and within a second.</summary>
    private static TimeSpan Beat(RelayOptions limits)
    {
        var shortest = limits.KeepAliveAfter > TimeSpan.Zero && limits.KeepAliveAfter < limits.WriteStall ? limits.KeepAliveAfter : limits.WriteStall;
        var beat = shortest / 8;
        return beat < ShortestBeat ? ShortestBeat : beat > LongestBeat ? LongestBeat : beat;
    }

    private void Tick()
    {
        var now = _time.GetTimestamp();
        foreach (var (id, call) in _calls)
        {
            if (call.Reply.Tick(now))
            {
                _logger.ClientStalled(id);
            }
        }
    }
}
