using System.Buffers;
using System.Text;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Tests.Chat.Delivery;

/// <summary>A client that takes what it is sent, or, while it is <see cref="Slow"/>, leaves every flush waiting.</summary>
internal sealed class SlowReply : Reply, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private TaskCompletionSource<bool>? _flush;

    public bool Slow { get; set; }

    public int Heads { get; private set; }

    public int Aborts { get; private set; }

    public bool IsFlushing => _flush is { Task.IsCompleted: false };

    public string Text => Encoding.UTF8.GetString(_body.WrittenSpan);

    public override CancellationToken HangUp => _left.Token;

    public override IBufferWriter<byte> Body => _body;

    public override ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        Assert.False(IsFlushing, "Two wrote at once.");
        if (!Slow)
        {
            return new(true);
        }

        _flush = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(_flush.Task);
    }

    /// <summary>The client has read what waits.</summary>
    public void Read() => _flush!.SetResult(true);

    public override void Abort()
    {
        Aborts++;
        _left.Cancel();
        _flush?.TrySetResult(false);
    }

    public void Dispose() => _left.Dispose();

    protected override void OnBegin(ReplyHead head) => Heads++;
}
