using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>One call of a front end while it is open.</summary>
internal sealed class RemoteCall : IDisposable
{
    private readonly RemoteCalls _owner;
    private readonly CancellationTokenSource _end;

    public RemoteCall(RemoteCalls owner, Reply reply)
    {
        (_owner, Reply) = (owner, reply);
        _end = CancellationTokenSource.CreateLinkedTokenSource(reply.HangUp);
        Token = _end.Token;
    }

    public Reply Reply { get; }

    /// <summary>Cancelled when the client has left, or the call was ended.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether it was ended from here.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>False: it was over already.</summary>
    public bool TryEnd()
    {
        try
        {
            IsEnded = true;
            _end.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _owner.Remove(this);
        _end.Dispose();
    }
}
