using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>
/// The reply of a call whose client is connected to another process: the relay writes on one side, frames are taken on the other, and what
/// lies between is bounded. One writer, one reader.
/// </summary>
internal sealed class ReplyPump(TimeProvider time) : Reply, IDisposable
{
    /// <summary>How much may wait to be fetched, in bytes: a slow reader holds the provider back from here on.</summary>
    public const int Limit = 256 * 1024;

    /// <summary>The largest frame, in bytes: below what goes to the large object heap.</summary>
    public const int FrameSize = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(
        // Who reads goes on where the relay has written: a change of threads less for each chunk.
        readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: Limit, resumeWriterThreshold: Limit - FrameSize, useSynchronizationContext: false));

    private readonly CancellationTokenSource _gone = new();
    private ReplyHead? _head;
    private GatewayError? _owed;
    private volatile bool _isStalled;
    private bool _isHeadSent;
    private bool _isGivenUp;
    private bool _isTaking;
    private int _quiet;

    /// <summary>Whether the reply was given up, or all of it was taken.</summary>
    public bool IsOver { get; private set; }

    public override CancellationToken HangUp => _gone.Token;

    public override IBufferWriter<byte> Body => _pipe.Writer;

    public override ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        if (_isStalled)
        {
            return ValueTask.FromResult(false);
        }

        var flushing = _pipe.Writer.FlushAsync(cancellation);
        return flushing.IsCompletedSuccessfully ? ValueTask.FromResult(IsTaken(flushing.Result)) : WaitAsync(flushing, cancellation);
    }

    /// <summary>The reader gets what is there and then an exception: its client's connection is cut.</summary>
    public override void Abort()
    {
        _isStalled = true;
        _gone.Cancel();
        _pipe.Writer.CancelPendingFlush();
    }

    /// <summary>Lets the relay write the whole reply, and the call out of the intake. Never throws: what goes wrong, the reader gets.</summary>
    public async Task FillAsync(Relay relay, ChatCall call, Intake intake)
    {
        try
        {
            _owed = await relay.RelayAsync(call, this).ConfigureAwait(false);
            await _pipe.Writer.CompleteAsync(_isStalled ? new ReplyLostException("The reader of a reply has stalled.") : null).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await _pipe.Writer.CompleteAsync(error).ConfigureAwait(false);
        }
        finally
        {
            intake.Exit();
        }
    }

    /// <summary>Everything that is ready, in one frame; waits while nothing is, until <see cref="Beat"/> finds that it was long enough. One at a time.</summary>
    public async ValueTask<ReplyFrame> TakeAsync()
    {
        (_isTaking, _quiet) = (true, 0);
        try
        {
            var read = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
            if (_isGivenUp)
            {
                _pipe.Reader.AdvanceTo(read.Buffer.End);
                return Over(new ReplyFrame { IsLast = true, IsLost = true });
            }

            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, FrameSize));
            var frame = new ReplyFrame
            {
                Head = _isHeadSent ? null : _head,
                Body = taken.ToArray(),
                IsLast = read.IsCompleted && taken.Length == read.Buffer.Length,
                Owed = read.IsCompleted ? _owed : null,
            };
            _isHeadSent |= frame.Head is not null;
            _pipe.Reader.AdvanceTo(taken.End);
            return frame.IsLast ? Over(frame) : frame;
        }
        catch
        {
            // What went wrong on the other side.
            Over(null);
            throw;
        }
        finally
        {
            (_isTaking, _quiet) = (false, 0);
        }
    }

    /// <summary>
    /// Called now and then: whoever waits since the last time gets an empty frame, which says that the call is alive; and where nobody has asked for
    /// <paramref name="patience"/> beats, the reply is given up.
    /// </summary>
    public void Beat(int patience)
    {
        if (++_quiet < 2)
        {
            return;
        }

        if (_isTaking)
        {
            _pipe.Reader.CancelPendingRead();
        }
        else if (_quiet > patience)
        {
            GiveUp();
        }
    }

    /// <summary>The reader is gone, or wants no more.</summary>
    public void GiveUp()
    {
        // The source of the token itself stays: the relay may still look at it, and without a timer there is nothing to give back.
        _isGivenUp = true;
        _gone.Cancel();
        if (_isTaking)
        {
            _pipe.Reader.CancelPendingRead();
        }
        else if (!IsOver)
        {
            IsOver = true;
            _pipe.Reader.Complete();
        }
    }

    public void Dispose() => GiveUp();

    [return: NotNullIfNotNull(nameof(last))]
    private ReplyFrame? Over(ReplyFrame? last)
    {
        IsOver = true;
        _gone.Cancel();
        _pipe.Reader.Complete();
        return last;
    }

    protected override void OnBegin(ReplyHead head) => _head = head;

    private async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flushing, CancellationToken cancellation)
    {
        try
        {
            return IsTaken(await flushing.AsTask().WaitAsync(RemoteTiming.Stall, time, cancellation).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            // The client's own process ends its side by the same clock.
            _isStalled = true;
            await _gone.CancelAsync().ConfigureAwait(false);
            return false;
        }
    }

    private bool IsTaken(FlushResult result) => !result.IsCompleted && !result.IsCanceled && !_gone.IsCancellationRequested;
}
