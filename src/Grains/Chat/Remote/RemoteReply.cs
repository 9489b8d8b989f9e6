using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The reply of one call at a silo, as its front end has it. Given up there as soon as nobody here waits for it any more.</summary>
internal sealed class RemoteReply : IDisposable
{
    private readonly IRemoteChatGrain _grain;
    private readonly long _name;
    private readonly CancellationToken _over;
    private readonly CancellationTokenRegistration _registration;
    private bool _isLast;

    /// <param name="name">Never used twice by this process.</param>
    /// <param name="over">The client has left, or the call was ended here.</param>
    public RemoteReply(IRemoteChatGrain grain, long name, CancellationToken over)
    {
        (_grain, _name, _over) = (grain, name, over);
        _registration = over.UnsafeRegister(static self => ((RemoteReply)self!).GiveUp(), this);
    }

    /// <exception cref="OperationCanceledException">Nobody waits any more; the silo may not have been sent the call yet.</exception>
    public ValueTask<ReplyFrame> BeginAsync(ChatCall call) => TakeAsync(_grain.BeginAsync(_name, call));

    public ValueTask<ReplyFrame> NextAsync() => TakeAsync(_grain.NextAsync(_name));

    public void Dispose()
    {
        _registration.Dispose();
        if (!_isLast)
        {
            GiveUp();
        }
    }

    private async ValueTask<ReplyFrame> TakeAsync(ValueTask<ReplyFrame> asked)
    {
        if (asked.IsCompletedSuccessfully)
        {
            return Taken(asked.Result);
        }

        var answer = asked.AsTask();
        try
        {
            // A silo that has died answers after 15 seconds. The client is not kept as long.
            return Taken(await answer.WaitAsync(_over).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            answer.Ignore();
            throw;
        }
    }

    private ReplyFrame Taken(ReplyFrame frame)
    {
        _isLast = frame.IsLast;
        return frame;
    }

    private void GiveUp()
    {
        try
        {
            _grain.GiveUpAsync(_name).AsTask().Ignore();
        }
        catch (Exception)
        {
            // The silo gives up what nobody asks for.
        }
    }
}
