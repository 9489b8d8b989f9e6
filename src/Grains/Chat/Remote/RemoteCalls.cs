using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The calls that clients of this front end wait for. Who they are and how far is known to the silos. Thread-safe.</summary>
public sealed class RemoteCalls : IOpenCalls
{
    private readonly ConcurrentDictionary<RemoteCall, byte> _calls = [];
    private bool _closed;

    public int EndAll()
    {
        Volatile.Write(ref _closed, true);
        return _calls.Keys.Count(call => call.TryEnd());
    }

    public void AbortAll()
    {
        foreach (var (call, _) in _calls)
        {
            call.Reply.Abort();
        }
    }

    internal RemoteCall Open(Reply reply)
    {
        var call = new RemoteCall(this, reply);
        _calls[call] = 0;
        if (Volatile.Read(ref _closed))
        {
            call.TryEnd();
        }

        return call;
    }

    internal void Remove(RemoteCall call) => _calls.TryRemove(call, out _);
}
